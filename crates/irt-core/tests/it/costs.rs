//! What designs cost: estimates, limits, computations that are given up, tables that tests share.

use std::sync::Arc;
use std::time::Duration;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, BankTables, Cancellation, CatDesign, CatSpec, CostLimits, DesignCost, EngineError,
    Estimator, FollowError, FourPl, Item, ItemBank, ItemIndex, Metric, QuadratureSpec, Response, SelectionRule,
};

fn bank(items: u32) -> Arc<ItemBank> {
    let item = |number: u32| {
        let b = f64::from(number % 41) / 10.0 - 2.0;
        Item::new(&format!("q{number}"), FourPl::two_pl(1.0 + f64::from(number % 7) / 10.0, b).unwrap()).unwrap()
    };
    Arc::new(ItemBank::new(Metric::LOGISTIC, (0..items).map(item).collect()).unwrap())
}

fn design(rule: SelectionRule, nodes: u32) -> CatDesign {
    let mut spec = CatSpec::default();
    spec.selection.rule = rule;
    spec.quadrature = Some(QuadratureSpec { lower: -4.0, upper: 4.0, nodes });
    CatDesign::new(spec).unwrap()
}

fn started(test: &Arc<AdaptiveTest>) -> AdaptiveEngine {
    AdaptiveEngine::start(Arc::clone(test), 3)
}

#[test]
fn the_estimated_bytes_of_the_tables_are_those_of_the_tables_that_are_made() {
    let items = 160;
    let bank = bank(items);
    for rule in SelectionRule::ALL {
        let design = design(*rule, 33);
        let estimated = DesignCost::new(&bank, &design).table_bytes();
        let test = AdaptiveTest::new(Arc::clone(&bank), design).unwrap();
        let made = test.tables().memory_bytes();
        // The places of the items in the tables, and one list of nodes.
        let besides = 4 * 4 * items as usize + 300;
        assert!(estimated <= made && made <= estimated + besides, "{rule}: {estimated} estimated, {made} made");
    }
}

#[test]
fn a_choice_that_looks_at_every_item_costs_more_on_a_larger_bank_and_a_finer_grid() {
    let step = |rule, items, nodes| DesignCost::new(&bank(items), &design(rule, nodes)).step();
    for rule in SelectionRule::ALL {
        let small = step(*rule, 100, 33);
        if *rule == SelectionRule::MaxInformation {
            assert_eq!(small, step(*rule, 1_000, 33));
        } else {
            assert!(step(*rule, 1_000, 33) > small, "{rule}");
        }
    }
    for rule in [SelectionRule::Mei, SelectionRule::Klp, SelectionRule::Mepv] {
        assert!(step(rule, 100, 330) > 2 * step(rule, 100, 33), "{rule}");
    }
}

#[test]
fn a_design_above_a_limit_is_refused_with_its_field_and_the_limit() {
    let bank = bank(1_000);
    let mei = DesignCost::new(&bank, &design(SelectionRule::Mei, 33));
    let limits = CostLimits { step: Duration::from_millis(1), table_bytes: usize::MAX };
    let excess = mei.check(&limits).unwrap_err();
    let text = excess.to_string();
    assert_eq!(excess.field, "selection.rule");
    assert!(text.starts_with("selection.rule: mei takes about ") && text.contains("the limit is 1 ms"), "{text}");
    assert!(text.contains("of 1000 on 33 nodes after 19 answers with an estimate by eap"), "{text}");
    assert!(mei.check(&CostLimits { step: mei.step(), ..limits }).is_ok());

    let mut spec = CatSpec::default();
    spec.start.rule = Some(SelectionRule::Mei);
    let excess = DesignCost::new(&bank, &CatDesign::new(spec).unwrap()).check(&limits).unwrap_err();
    assert_eq!(excess.field, "start.rule");

    let large = DesignCost::new(&bank, &design(SelectionRule::MaxInformation, 3_001));
    let limits = CostLimits { table_bytes: 10 << 20, ..CostLimits::default() };
    let excess = large.check(&limits).unwrap_err();
    let text = excess.to_string();
    assert_eq!(excess.field, "quadrature.nodes");
    assert!(text.starts_with("quadrature.nodes: 3001 take about 46 MiB of tables for 1000 items"), "{text}");
    assert!(text.contains("the limit is 10 MiB"), "{text}");
}

#[test]
fn what_is_not_given_up_is_the_same_to_the_bit() {
    let never = Cancellation::new();
    for rule in SelectionRule::ALL {
        let test = Arc::new(AdaptiveTest::new(bank(60), design(*rule, 33)).unwrap());
        let mut plain = started(&test);
        let mut other = AdaptiveEngine::start_unless(Arc::clone(&test), 3, &never).unwrap();
        for place in 0..6_u8 {
            let (item, response) = (plain.pending().unwrap(), Response(place % 2));
            plain.record(item, response).unwrap();
            other = other.record_unless(item, response, &never).unwrap();
            assert_eq!(plain.state(), other.state(), "{rule}");
        }
        let answers = || plain.items().iter().copied().zip(plain.responses().iter().copied());
        let followed = AdaptiveEngine::follow(Arc::clone(&test), 3, answers()).unwrap();
        assert_eq!(followed.state(), plain.state(), "{rule}");
        let followed = AdaptiveEngine::follow_unless(Arc::clone(&test), 3, answers(), &never).unwrap();
        assert_eq!(followed.state(), plain.state(), "{rule}");
    }
}

/// The stopping rule is asked before the choice, and gives it up.
#[test]
fn a_choice_that_is_given_up_has_no_outcome() {
    for rule in SelectionRule::ALL {
        let cancellation = Cancellation::new();
        let stop = cancellation.clone();
        let mut spec = design(*rule, 33).spec().clone();
        spec.estimator.interim_estimator = Estimator::Mle;
        let test = AdaptiveTest::new(bank(60), CatDesign::new(spec).unwrap()).unwrap();
        let test = Arc::new(test.with_stopping(move |context| {
            if context.answered == 2 {
                stop.cancel();
            }
            false
        }));
        let engine = started(&test);
        let first = engine.pending().unwrap();
        let engine = engine.record_unless(first, Response::RIGHT, &cancellation).unwrap();
        let second = engine.pending().unwrap();
        let given_up = engine.record_unless(second, Response::WRONG, &cancellation).unwrap_err();
        assert!(matches!(given_up, EngineError::Cancelled(_)), "{rule}");
        let followed = AdaptiveEngine::follow_unless(test, 3, [(ItemIndex(0), Response::RIGHT)], &cancellation);
        assert!(matches!(followed, Err(FollowError::Cancelled(_))), "{rule}");
    }
}

#[test]
fn tests_of_a_bank_with_the_same_grid_share_its_tables() {
    let bank = bank(40);
    let klp = design(SelectionRule::Klp, 33);
    let tables = Arc::new(BankTables::new(Arc::clone(&bank), &klp));
    assert_eq!(tables.memory_bytes(), 0);
    let klp = AdaptiveTest::with_tables(Arc::clone(&tables), klp).unwrap();
    let with_klp = tables.memory_bytes();
    let mepv = AdaptiveTest::with_tables(Arc::clone(&tables), design(SelectionRule::Mepv, 33)).unwrap();
    assert!(Arc::ptr_eq(klp.tables(), mepv.tables()));
    assert!(with_klp < tables.memory_bytes(), "a table is made when it is needed");
    let other = AdaptiveTest::with_tables(Arc::clone(&tables), design(SelectionRule::Mepv, 65)).unwrap();
    assert!(!Arc::ptr_eq(other.tables(), &tables) && Arc::ptr_eq(other.bank(), &bank));
}

#[test]
fn shared_tables_change_no_number() {
    let bank = bank(40);
    for rule in SelectionRule::ALL {
        let shared = Arc::new(BankTables::new(Arc::clone(&bank), &design(*rule, 33)));
        AdaptiveTest::with_tables(Arc::clone(&shared), design(SelectionRule::Gdip, 33)).unwrap();
        let on_shared = Arc::new(AdaptiveTest::with_tables(shared, design(*rule, 33)).unwrap());
        let alone = Arc::new(AdaptiveTest::new(Arc::clone(&bank), design(*rule, 33)).unwrap());
        let run = |test: &Arc<AdaptiveTest>| {
            let mut engine = started(test);
            while let Some(item) = engine.pending() {
                engine.record(item, Response(u8::from(item.0 % 3 > 0))).unwrap();
            }
            engine.state()
        };
        assert_eq!(run(&on_shared), run(&alone), "{rule}");
    }
}

#[test]
fn banks_are_identical_if_their_numbers_are_the_same_to_the_bit() {
    assert!(bank(40).is_identical(&bank(40)));
    assert!(!bank(40).is_identical(&bank(41)));
    let with_b = |b| {
        let item = Item::new("q", FourPl::two_pl(1.0, b).unwrap()).unwrap();
        ItemBank::new(Metric::LOGISTIC, vec![item]).unwrap()
    };
    assert!(with_b(0.0) == with_b(-0.0) && !with_b(0.0).is_identical(&with_b(-0.0)));
}

#[test]
fn a_bank_says_how_many_bytes_it_takes() {
    let (small, large) = (bank(100).memory_bytes(), bank(1_000).memory_bytes());
    assert!(100 * 40 < small && small < 100 * 200 && 9 * small < large, "{small} and {large}");
}
