//! Input of any kind is read or refused: nothing panics, and what is accepted can be used. `just fuzz` runs these tests longer.

use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, ItemBank, Metric, NumberedLines, Response};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

const COLUMNS: &[&str] = &[
    "item_id", "model", "a", "b", "c", "d", "b1", "b2", "a1", "c1", "d1", "content", "stem", "key", "option_A",
    "option_B", "", "a0", "b255", "item_id ", "\"stem\"",
];
const CELLS: &[&str] = &[
    "", "q1", "q2", "1pl", "2pl", "3PL", "4pl", "grm", "mgrm", "gpcm", "pcm", "rsm", "nrm", "0", "1", "-1", "0.5",
    "-0", "100", "101", "1e-300", "1e308", "1e309", "NaN", "-inf", "0x1", "A", "\"", "\"\"", "\"x,y\"", "\"x\ny\"",
    "\"x\"y", "\u{0}", "\u{feff}", " ", "é", "\r",
];
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "estimator",
        &[
            "interim",
            "final",
            "standard_error",
            "huber_tuning",
            "tukey_tuning",
            "constant_pattern",
            "constant_pattern_step",
        ],
    ),
    ("prior", &["kind", "mean", "sd", "lower", "upper", "weights"]),
    ("bounds", &["lower", "upper"]),
    ("quadrature", &["lower", "upper", "nodes"]),
    ("start", &["theta", "thetas", "items", "draw_from", "rule"]),
    ("selection", &["rule", "information", "acceleration"]),
    ("exposure", &["randomesque", "maximum_rate", "sympson_hetter"]),
    ("content", &["targets", "excluded", "enemies", "testlets", "strata", "pretest"]),
    (
        "stopping",
        &[
            "min_items",
            "max_items",
            "standard_error",
            "theta_change",
            "minimum_information",
            "combine",
            "classification",
        ],
    ),
    ("reporting", &["name", "mean", "sd", "lower", "upper", "decimals", "levels"]),
];
const NAMES: &[&str] = &[
    "eap",
    "map",
    "mle",
    "wle",
    "robust-huber",
    "huber",
    "tukey",
    "classic",
    "observed",
    "asymptotic",
    "step",
    "normal",
    "uniform",
    "jeffreys",
    "custom",
    "max-information",
    "b-opt",
    "th-opt",
    "mlwi",
    "mpwi",
    "mei",
    "mepv",
    "kl",
    "klp",
    "gdi",
    "progressive",
    "proportional",
    "random",
    "fisher",
    "any",
    "all",
    "q1",
    "q2",
    "x",
];
const NUMBERS: &[f64] = &[
    -1e308, -101.0, -100.0, -4.0, -1.0, -0.5, -0.0, 0.0, 1e-300, 1e-9, 1e-3, 0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 7.0,
    20.0, 61.0, 100.0, 1000.0, 1e6, 1e308,
];

/// Tables that resemble banks.
fn bank_text() -> impl Strategy<Value = String> {
    let header = vec(select(COLUMNS), 0..8).prop_map(|columns| columns.join(","));
    let header = prop_oneof![Just("item_id,model,a,b,c,stem,key,option_A,option_B".to_owned()), header];
    let row = vec(select(CELLS), 0..10).prop_map(|cells| cells.join(","));
    (header, vec(row, 0..5), select(&["\n", "\r\n", "\r"][..]))
        .prop_map(|(header, rows, end)| rows.into_iter().fold(header, |text, row| text + end + &row))
}

fn value() -> impl Strategy<Value = Value> {
    let number = select(NUMBERS).prop_map(|number| {
        if number.fract() == 0.0 && number.abs() < 1e6 { json!(number as i64) } else { json!(number) }
    });
    let leaf = prop_oneof![6 => number, 4 => select(NAMES).prop_map(Value::from), 1 => any::<bool>().prop_map(Value::from), 1 => Just(Value::Null)];
    leaf.prop_recursive(2, 12, 4, |inner| {
        let keys = select(
            &["q1", "q2", "one", "two", "count", "items", "positions", "cuts", "method", "alpha", "name", "from"][..],
        );
        let entries = vec((keys, inner.clone()), 0..4);
        let object = entries.prop_map(|entries| {
            Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
        });
        prop_oneof![vec(inner, 0..4).prop_map(Value::from), object]
    })
}

/// Designs of which each section has some of its fields, with any values.
fn design() -> impl Strategy<Value = Value> {
    let field = select(SECTIONS).prop_flat_map(|(section, fields)| (Just(section), select(fields), value()));
    vec(field, 0..6).prop_map(|fields| {
        let mut design = json!({});
        for (section, field, value) in fields {
            design[section][field] = value;
        }
        design
    })
}

fn bank() -> Arc<ItemBank> {
    let text = "item_id,model,a,b,c,b1,b2,content\nq1,3pl,1.2,-0.5,0.2,,,one\nq2,2pl,0.8,0.4,,,,two\nq3,1pl,,1,,,,one\n\
                q4,grm,1.1,,,-0.5,0.5,two\n";
    Arc::new(ItemBank::from_csv(text.as_bytes(), Metric::LOGISTIC).unwrap())
}

/// Takes a test to its end; all estimates are finite.
fn sit(test: AdaptiveTest, answers: u8) -> Result<(), TestCaseError> {
    let mut engine = AdaptiveEngine::start(Arc::new(test), 1);
    for position in 0..8 {
        let Some(item) = engine.pending() else { break };
        let estimate = engine.estimate();
        prop_assert!(estimate.theta.is_finite() && estimate.se.is_finite());
        if engine.record(item, Response((answers >> position) & 1)).is_err() {
            break;
        }
    }
    let estimate = engine.final_estimate();
    prop_assert!(estimate.theta.is_finite() && estimate.se.is_finite());
    Ok(())
}

proptest! {
    #[test]
    fn any_table_is_a_bank_or_has_faults(text in bank_text()) {
        match ItemBank::from_csv(text.as_bytes(), Metric::LOGISTIC) {
            Ok(bank) => prop_assert!(bank.items().next().is_some()),
            Err(error) => prop_assert!(!error.problems().is_empty() && !error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_bytes_are_a_bank_or_have_faults(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(ItemBank::from_csv(bytes.as_slice(), Metric::LOGISTIC).map_or_else(|error| !error.problems().is_empty(), |_| true));
    }

    #[test]
    fn a_field_that_swallows_the_next_row_is_found(text in "[\",\n\r a]{0,40}") {
        let last_is_own = |rows: &mut csv::Reader<_>| {
            let mut last = csv::ByteRecord::new();
            let mut row = csv::ByteRecord::new();
            while rows.read_byte_record(&mut row).unwrap_or(false) {
                last.clone_from(&row);
            }
            last == vec!["Z"]
        };
        let read = |text: &str| {
            let source = NumberedLines::new(std::io::Cursor::new(text.as_bytes().to_vec()));
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source)
        };
        let swallowed = !last_is_own(&mut read(&format!("{text}\nZ\n")));
        let mut rows = read(&text);
        last_is_own(&mut rows);
        prop_assert!(!swallowed || rows.get_ref().unclosed_quotation().is_some(), "{text:?}");
    }

    #[test]
    fn any_design_is_refused_or_gives_a_test(design in design(), answers in any::<u8>()) {
        let Ok(spec) = serde_json::from_value::<CatSpec>(design) else { return Ok(()) };
        let Ok(design) = CatDesign::new(spec) else { return Ok(()) };
        let Ok(test) = AdaptiveTest::new(bank(), design) else { return Ok(()) };
        sit(test, answers)?;
    }
}
