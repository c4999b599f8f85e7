//! `adaptive assemble`.

use std::fs;

use serde_json::Value;

use crate::command::{Desk, rows};

const BANK: &str = "item_id,model,a,b,content\nq1,2pl,1.2,-1,algebra\nq2,2pl,1,-0.3,algebra\nq3,2pl,1.4,0.2,geometry\n\
                    q4,2pl,0.9,0.6,geometry\nq5,2pl,1.1,1.2,algebra\nq6,2pl,1.3,-0.4,geometry\n";
const ATTRIBUTES: &str = "ID,DOK,WORDS,STID\nq6,1,50,s2\nq1,1,30,s1\nq2,2,20,s1\nq3,2,40,s2\nq4,1,25,\nq5,2,35,\n";
const BLUEPRINT: &str = "[blueprint]\nlength = 3\n[[blueprint.rows]]\nid = \"words\"\nkind = \"sum\"\nvariable = \"words\"\n\
                         lower = 80\nupper = 100\n[[blueprint.rows]]\nid = \"depth\"\nkind = \"number\"\nwhere = \"dok == 2\"\n\
                         lower = 2\nupper = 2\n[[blueprint.rows]]\nid = \"apart\"\nkind = \"enemy\"\nwhere = 'id %in% c(\"q2\", \"q3\")'\n";

fn desk() -> Desk {
    Desk::new().with("b.csv", BANK).with("items.csv", ATTRIBUTES).with("p.toml", BLUEPRINT)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

const RUN: &str = "assemble --bank b.csv --blueprint p.toml --attributes items.csv";

/// The information of an item of the 2PL.
fn information(a: f64, b: f64, theta: f64) -> f64 {
    let p = 1.0 / (1.0 + (-a * (theta - b)).exp());
    a * a * p * (1.0 - p)
}

#[test]
fn the_best_form_is_found_and_every_row_is_reported() {
    let report = json(&desk().run(&format!("{RUN} --theta=0 --format json")).ok());
    assert_eq!((&report["status"], &report["conflict"]), (&"optimal".into(), &Value::Array(Vec::new())));
    // Of two items of depth 2 one is q5, as q2 and q3 are enemies; words leave q1 with q3 (105) out.
    assert_eq!(report["items"], serde_json::json!(["q3", "q4", "q5"]));
    let best = information(1.4, 0.2, 0.0) + information(0.9, 0.6, 0.0) + information(1.1, 1.2, 0.0);
    assert!((report["objective"].as_f64().unwrap() - best).abs() < 1e-12);
    let row = |id: &str| report["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone();
    assert_eq!(row("words"), serde_json::json!({"id": "words", "value": 100.0, "lower": 80.0, "upper": 100.0}));
    assert_eq!(row("apart"), serde_json::json!({"id": "apart", "value": 1.0, "lower": 0.0, "upper": 1.0}));
    assert_eq!(row("length")["value"], 3.0);
}

#[test]
fn a_blueprint_that_nothing_holds_is_reported_with_its_rows() {
    let rows = "CONSTRAINT_ID,TYPE,WHAT,CONDITION,LB,UB,ONOFF\nA,Number,Item,,3,3,\nB,Number,Item,DOK == 2,3,3,\n\
                C,Enemy,Item,\"ID %in% c(\"\"q2\"\", \"\"q3\"\")\",,,\nD,Number,Item,DOK == 1,0,2,\n";
    let desk = desk().with("rows.csv", rows);
    let outcome = desk.run("assemble --bank b.csv --blueprint rows.csv --attributes items.csv --theta=0 --format json");
    assert_eq!(outcome.code, 1, "{outcome:?}");
    let report = json(&outcome.stdout);
    assert_eq!((&report["status"], &report["objective"]), (&"infeasible".into(), &Value::Null));
    assert_eq!(report["conflict"], serde_json::json!(["B", "C"]));
    let outcome = desk.run("assemble --bank b.csv --blueprint rows.csv --attributes items.csv --theta=0");
    assert!(
        outcome.stdout.contains("B, C cannot hold together: B needs 3 items where DOK == 2; C allows"),
        "{outcome:?}"
    );
}

#[test]
fn several_forms_share_no_item_where_each_may_be_used_once() {
    let desk = desk().with(
        "two.toml",
        "length = 2\n[[rows]]\nid = \"a\"\nkind = \"number\"\nwhere = \"content == 'algebra'\"\nlower = 1\nupper = 1\n",
    );
    let run = "assemble --bank b.csv --blueprint two.toml --theta=-1,1 --forms 3 --max-use 1 --objective maximin";
    let report = json(&desk.run(&format!("{run} --format json --out forms.csv --plot p.svg")).ok());
    let forms = report["forms"].as_array().unwrap();
    let mut items: Vec<&str> =
        forms.iter().flat_map(|form| form.as_array().unwrap()).map(|id| id.as_str().unwrap()).collect();
    items.sort_unstable();
    assert_eq!(items, ["q1", "q2", "q3", "q4", "q5", "q6"]);
    assert_eq!(rows(&fs::read_to_string(desk.path("forms.csv")).unwrap()).len(), 7);
    assert!(fs::read_to_string(desk.path("p.svg")).unwrap().contains("form 3"));
    let report = json(&{
        let outcome =
            desk.run("assemble --bank b.csv --blueprint two.toml --theta=0 --forms 4 --max-use 1 --format json");
        assert_eq!(outcome.code, 1);
        outcome.stdout
    });
    assert_eq!(report["status"], "infeasible");
}

#[test]
fn a_target_is_approached_where_it_is_missed_most() {
    let report =
        json(&desk().run(&format!("{RUN} --theta=0 --objective target-score --target 1.2 --format json")).ok());
    let p = |a: f64, b: f64| 1.0 / (1.0 + (a * b).exp());
    let parameters = [(1.2, -1.0), (1.0, -0.3), (1.4, 0.2), (0.9, 0.6), (1.1, 1.2), (1.3, -0.4)];
    let feasible: [[usize; 3]; 5] = [[0, 1, 4], [2, 3, 4], [1, 3, 4], [1, 4, 5], [0, 2, 4]];
    let words = [30.0, 20.0, 40.0, 25.0, 35.0, 50.0];
    let allowed =
        feasible.iter().filter(|form| (80.0..=100.0).contains(&form.iter().map(|item| words[*item]).sum::<f64>()));
    let deviation = |form: &[usize; 3]| {
        (form.iter().map(|item| p(parameters[*item].0, parameters[*item].1)).sum::<f64>() - 1.2).abs()
    };
    let best = allowed.map(deviation).fold(f64::INFINITY, f64::min);
    assert!((report["objective"].as_f64().unwrap() - best).abs() < 1e-9, "{report}");
}

#[test]
fn faults_name_the_file_the_row_and_the_column() {
    let check = |rows: &str, expected: &str| {
        let desk = desk().with("rows.csv", rows);
        let message =
            desk.run("assemble --bank b.csv --blueprint rows.csv --attributes items.csv --theta=0").failure(1);
        assert!(message.contains(expected), "{message}");
    };
    check(
        "TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,3,3\nNumber,Item,DOK = 2,1,1\n",
        "rows.csv: row 2 (C2), where: at character 5",
    );
    check("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,DOK == 2,1,1\n", "rows.csv: the blueprint has no length");
    check("TYPE,WHAT,CONDITION,LB\nNumber,Item,DOK == 2,1\n", "rows.csv: the table of rows has no column UB");
    check(
        "TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,3,3\nNumber,Passage,,1,1\n",
        "row 2 (C2), of: the row is about stimuli",
    );
    let message = desk()
        .with("few.csv", "ID,DOK\nq1,1\n")
        .run("assemble --bank b.csv --blueprint p.toml --attributes few.csv --theta=0");
    assert!(message.failure(1).contains("few.csv: q2 has no row"));
    let message = desk().run(&format!("{RUN} --theta=0 --exclude q9")).failure(1);
    assert!(message.contains("--exclude names q9"), "{message}");
    let message = desk().run(&format!("{RUN} --theta=0,1 --weights 1")).failure(1);
    assert!(message.contains("--weights has 1 values for 2 abilities"), "{message}");
}

#[test]
fn files_that_a_blueprint_names_are_read_beside_it() {
    let constraints = "TYPE,WHAT,CONDITION,LB,UB\nNumber,Stimulus,,1,1\nNumber,Item,Per Stimulus,2,2\n";
    let design =
        "[blueprint]\nlength = 3\nconstraints = \"rows.csv\"\nattributes = \"items.csv\"\nstimuli = \"stimuli.csv\"\n";
    let desk = Desk::new()
        .with("b.csv", BANK)
        .with("exam/items.csv", ATTRIBUTES)
        .with("exam/rows.csv", constraints)
        .with("exam/stimuli.csv", "STID,TOPIC\ns1,sea\ns2,land\n")
        .with("exam/design.toml", design);
    let report = json(&desk.run("assemble --bank b.csv --blueprint exam/design.toml --theta=0 --format json").ok());
    // The items of s2 are the best two of a set, and q5 tells more than q4 at 0.
    assert_eq!(report["items"], serde_json::json!(["q3", "q5", "q6"]));
    let of_set = report["rows"].as_array().unwrap().iter().find(|row| row["each"] == "s2").unwrap();
    assert_eq!((&of_set["id"], &of_set["value"]), (&"C2".into(), &2.0.into()));
}
