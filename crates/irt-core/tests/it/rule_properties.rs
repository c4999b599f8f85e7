//! Properties that hold for every mix of selection, exposure, content and stopping rules.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, Combination, EngineState, Estimator, FourPl, Item, ItemBank,
    ItemIndex, Metric, PretestSpec, Response, SelectionRule, StrataSpec,
};
use proptest::prelude::*;

/// What a random test is made of: items with area and answer, and switches for the design.
#[derive(Debug, Clone)]
struct Mix {
    items: Vec<([f64; 4], u8)>,
    rule: SelectionRule,
    start_rule: Option<SelectionRule>,
    interim: Estimator,
    randomesque: u32,
    switches: [bool; 8],
    seed: u64,
}

fn mixes() -> impl Strategy<Value = Mix> {
    let item = (0.4..2.5, -2.5..2.5, 0.0..0.3, 0.9..=1.0).prop_map(|(a, b, c, d)| [a, b, c, d]);
    let rule = || prop::sample::select(SelectionRule::ALL);
    let interim = prop::sample::select(vec![Estimator::Eap, Estimator::Eap, Estimator::Map, Estimator::Mle]);
    let head = (prop::collection::vec((item, 0..2u8), 16..40), rule(), prop::option::of(rule()), interim);
    (head, 1..5u32, any::<[bool; 8]>(), any::<u64>()).prop_map(
        |((items, rule, start_rule, interim), randomesque, switches, seed)| Mix {
            items,
            rule,
            start_rule,
            interim,
            randomesque,
            switches,
            seed,
        },
    )
}

fn ids(numbers: &[usize]) -> Vec<String> {
    numbers.iter().map(|number| format!("i{number}")).collect()
}

fn area(place: usize) -> &'static str {
    ["algebra", "geometry", "numbers"][place % 3]
}

fn test(mix: &Mix) -> Arc<AdaptiveTest> {
    let items = mix.items.iter().enumerate().map(|(place, ([a, b, c, d], _))| {
        Item::new(&format!("i{place}"), FourPl::new(*a, *b, *c, *d).unwrap()).unwrap().with_content(area(place))
    });
    let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect()).unwrap());
    Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec(mix)).unwrap()).unwrap())
}

fn spec(mix: &Mix) -> CatSpec {
    let [enemies, testlets, areas, strata, pretest, hetter, start, stops] = mix.switches;
    let mut spec = CatSpec::default();
    spec.estimator.interim_estimator = mix.interim;
    (spec.selection.rule, spec.start.rule) = (mix.rule, mix.start_rule);
    if !matches!(mix.rule, SelectionRule::Random | SelectionRule::Proportional) {
        spec.exposure.randomesque = Some(mix.randomesque);
    }
    spec.exposure.maximum_rate = Some(0.5);
    spec.stopping.max_items = Some(12);
    spec.content.excluded = ids(&[0, 9]);
    if enemies {
        spec.content.enemies = vec![ids(&[1, 2]), ids(&[2, 3, 4]), ids(&[5, 6])];
    }
    if testlets {
        spec.content.testlets = vec![ids(&[7, 8, 10]), ids(&[3, 11])];
    }
    if areas {
        let shares = [("algebra", 0.5), ("geometry", 0.3), ("numbers", 0.2)];
        spec.content.targets = shares.map(|(name, share)| (name.to_owned(), share)).into();
    }
    if strata {
        spec.content.strata = Some(StrataSpec { count: 3, block_by_difficulty: areas });
    }
    if pretest {
        spec.content.pretest = Some(PretestSpec { items: ids(&[12, 13, 14]), positions: vec![2, 5] });
    }
    if hetter {
        spec.exposure.sympson_hetter = (1..12).map(|number| (format!("i{number}"), 0.5)).collect::<BTreeMap<_, _>>();
    }
    if start {
        (spec.start.items, spec.start.thetas) = (ids(&[15]), vec![-1.0, 1.0]);
    }
    if stops {
        spec.stopping.time_budget = Some(90.0);
        spec.stopping.theta_change = Some(0.05);
        spec.stopping.standard_error = Some(0.5);
        spec.stopping.combine = if areas { Combination::All } else { Combination::Any };
    }
    spec
}

/// The time of the answer at a position.
fn elapsed(position: usize) -> Duration {
    Duration::from_secs(8 * (position as u64 + 1))
}

fn answer(mix: &Mix, engine: &mut AdaptiveEngine) -> bool {
    let Some(item) = engine.pending() else { return false };
    let response = Response(mix.items[item.as_usize()].1);
    engine.record_timed(item, response, elapsed(engine.items().len())).unwrap();
    true
}

fn withheld(mix: &Mix) -> Vec<ItemIndex> {
    (0..mix.items.len() as u32).filter(|place| place % 5 == 1).map(ItemIndex).collect()
}

fn live(mix: &Mix, test: &Arc<AdaptiveTest>) -> AdaptiveEngine {
    let mut engine = AdaptiveEngine::start_withholding(Arc::clone(test), mix.seed, &withheld(mix)).unwrap();
    while answer(mix, &mut engine) {}
    engine
}

fn assert_same(left: &AdaptiveEngine, right: &AdaptiveEngine) -> Result<(), TestCaseError> {
    prop_assert_eq!(left.state(), right.state());
    let bits = |engine: &AdaptiveEngine| {
        let (interim, last) = (engine.estimate(), engine.final_estimate());
        [interim.theta, interim.se, last.theta, last.se].map(f64::to_bits)
    };
    prop_assert_eq!(bits(left), bits(right));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn replay_equals_the_live_run(mix in mixes()) {
        let test = test(&mix);
        let live = live(&mix, &test);
        let answers = live.items().iter().copied().zip(live.responses().iter().copied()).enumerate();
        let answers: Vec<_> =
            answers.map(|(position, (item, response))| (item, response, elapsed(position))).collect();
        let start = AdaptiveEngine::start_withholding(test, mix.seed, &withheld(&mix)).unwrap();
        assert_same(&live, &start.replay_timed(answers).unwrap())?;
    }

    #[test]
    fn a_restored_engine_goes_on_as_the_live_one(mix in mixes(), cut in 0..12usize) {
        let test = test(&mix);
        let mut engine = AdaptiveEngine::start_withholding(Arc::clone(&test), mix.seed, &withheld(&mix)).unwrap();
        for _ in 0..cut {
            answer(&mix, &mut engine);
        }
        let text = serde_json::to_string(&engine.state()).unwrap();
        let state: EngineState = serde_json::from_str(&text).unwrap();
        let mut restored = AdaptiveEngine::restore(Arc::clone(&test), state).unwrap();
        assert_same(&engine, &restored)?;
        while answer(&mix, &mut restored) {}
        assert_same(&live(&mix, &test), &restored)?;
    }

    #[test]
    fn a_resolved_design_is_the_same_design(mix in mixes()) {
        let test = test(&mix);
        let resolved = test.design().resolved_spec();
        let again = CatDesign::new(resolved.clone()).unwrap();
        prop_assert_eq!(again.resolved_spec(), resolved);
        let again = Arc::new(AdaptiveTest::new(Arc::clone(test.bank()), again).unwrap());
        // A state of another design would be refused.
        let engine = live(&mix, &test);
        assert_same(&engine, &AdaptiveEngine::restore(again, engine.state()).unwrap())?;
    }

    #[test]
    fn no_test_breaks_the_rules_of_its_content(mix in mixes()) {
        let test = test(&mix);
        let engine = live(&mix, &test);
        let numbers: Vec<usize> = engine.items().iter().map(|item| item.as_usize()).collect();
        prop_assert!(!numbers.contains(&0) && !numbers.contains(&9), "an excluded item in {:?}", numbers);
        let content = &test.design().spec().content;
        let place = |id: &String| numbers.iter().position(|number| format!("i{number}") == *id);
        for set in &content.enemies {
            prop_assert!(set.iter().filter_map(place).count() <= 1, "enemies in {:?}", numbers);
        }
        for set in content.testlets.iter().filter(|_| !mix.switches[6]) {
            let mut places: Vec<usize> = set.iter().filter_map(place).collect();
            places.sort_unstable();
            prop_assert!(places.windows(2).all(|pair| pair[1] == pair[0] + 1), "a torn testlet in {:?}", numbers);
        }
        if let Some(pretest) = &content.pretest {
            let tried: Vec<usize> = pretest.items.iter().filter_map(place).collect();
            prop_assert!(tried.len() <= 2 && tried.iter().all(|place| *place >= 1));
        }
    }

    #[test]
    fn pretest_items_do_not_move_theta(mut mix in mixes()) {
        mix.switches[4] = true;
        mix.switches[7] = false;
        let test = test(&mix);
        let mut engine = AdaptiveEngine::start(Arc::clone(&test), mix.seed);
        let mut tried = 0;
        while let Some(item) = engine.pending() {
            let before = engine.estimate();
            answer(&mix, &mut engine);
            if (12..15).contains(&item.0) {
                tried += 1;
                prop_assert_eq!(before, engine.estimate());
            }
        }
        prop_assert_eq!(tried, 2);
        let score = test.score(engine.items(), engine.responses()).unwrap();
        prop_assert!((score.theta - engine.final_estimate().theta).abs() < 1e-12);
    }

    #[test]
    fn areas_end_within_one_item_of_their_targets(mut mix in mixes()) {
        mix.switches = [false, false, true, mix.switches[3], false, false, false, false];
        mix.items.resize(60, ([1.0, 0.0, 0.1, 1.0], 1));
        let test = test(&mix);
        let engine = live(&mix, &test);
        prop_assert_eq!(engine.items().len(), 12);
        for (name, target) in &test.design().spec().content.targets {
            let shown = engine.items().iter().filter(|item| area(item.as_usize()) == name.as_str()).count();
            prop_assert!((shown as f64 - 12.0 * target).abs() <= 1.0, "{} of {}", shown, name);
        }
    }

    #[test]
    fn withheld_items_are_shown_only_where_no_other_is_left(mut mix in mixes()) {
        mix.switches = [false; 8];
        let test = test(&mix);
        let engine = live(&mix, &test);
        let others = (1..mix.items.len()).filter(|place| *place != 9 && place % 5 != 1).count();
        let (free, held): (Vec<ItemIndex>, Vec<ItemIndex>) =
            engine.items().iter().partition(|item| item.0 % 5 != 1);
        prop_assert!(held.is_empty() || free.len() == others, "{:?} before {} others", held, others);
    }
}
