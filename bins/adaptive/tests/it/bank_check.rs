//! `adaptive bank check`.

use crate::command::{Desk, Outcome};

fn check(bank: &str) -> Outcome {
    Desk::new().with("bank.csv", bank).run("bank check bank.csv")
}

#[test]
fn each_kind_of_fault_is_reported_with_its_place() {
    for (bank, message) in [
        ("", "bank must have at least one item"),
        ("item_id,model,a,b\n", "bank must have at least one item"),
        ("item_id,a,b\nq1,1,0\n", "line 1, column model"),
        ("item_id,model,a,b,speed\nq1,2pl,1,0,3\n", "line 1, column speed"),
        ("item_id,model,a,b,b\nq1,2pl,1,0,0\n", "line 1, column b"),
        ("item_id,model,a,b\nq1,2pl,one,0\n", "line 2, item \"q1\", column a: one is not a number"),
        ("item_id,model,a,b\nq1,2pl,NaN,0\n", "line 2, item \"q1\", column a: NaN is not finite"),
        ("item_id,model,a,b\nq1,2pl,0,0\n", "line 2, item \"q1\", column a: 0 is not above 0"),
        ("item_id,model,a,b\nq1,2pl,,0\n", "line 2, item \"q1\", column a: is missing"),
        ("item_id,model,a,b\nq1,5pl,1,0\n", "line 2, item \"q1\", column model: 5pl is not"),
        ("item_id,model,a,b\nq1,2pl,1,0\nq1,2pl,1,1\n", "line 3, item \"q1\", column item_id"),
        ("item_id,model,a,b\nq1,2pl,1\n", "line 2"),
        ("item_id,model,a,b,c\nq1,3pl,1,0,1.2\n", "line 2, item \"q1\", column c: 1.2 is not"),
        ("item_id,model,a,b,c,d\nq1,4pl,1,0,0.6,0.5\n", "line 2, item \"q1\", column c: 0.6 is not below"),
        ("item_id,model,a,b,key,option_A,option_B\nq1,2pl,1,0,C,x,y\n", "line 2, item \"q1\", column key: \"C\""),
        ("item_id,model,a,b,key,option_A,option_B\nq1,2pl,1,0,,x,y\n", "line 2, item \"q1\", column key: empty"),
        ("item_id,model,a,b,key,option_A,option_B\nq1,2pl,1,0,A,x,\n", "line 2, item \"q1\", column option"),
    ] {
        let Outcome { code, stdout, stderr } = check(bank);
        assert_eq!((code, stderr.as_str()), (1, ""), "{bank:?}: {stdout}");
        let first = stdout.lines().next().unwrap();
        assert!(first.starts_with("bank.csv: ") && first.contains(message), "{bank:?}: {stdout}");
        assert_eq!(stdout.lines().last(), Some("1 problem"), "{bank:?}: {stdout}");
    }
}

#[test]
fn all_faults_are_reported_one_a_line() {
    let outcome = check("item_id,model,a,b\nq1,2pl,-1,x\nq2,2pl,1,0\nq2,2pl,,0\n");
    // Four faults, what to do about the negative slope, and the count.
    assert_eq!(outcome.stdout.lines().count(), 6, "{}", outcome.stdout);
    assert_eq!(outcome.stdout.lines().last(), Some("4 problems"));
}

#[test]
fn json_names_the_faults_for_programs() {
    let desk = Desk::new().with("bank.csv", "item_id,model,a,b\nq1,2pl,-1,0\n");
    let outcome = desk.run("bank check bank.csv --format json");
    assert_eq!(outcome.code, 1);
    let finding: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((&finding["valid"], &finding["file"]), (&false.into(), &"bank.csv".into()));
    let problem = &finding["problems"][0];
    assert_eq!((&problem["code"], &problem["row"]), (&"discrimination_not_positive".into(), &2.into()));
    assert_eq!((&problem["item_id"], &problem["column"], &problem["value"]), (&"q1".into(), &"a".into(), &"-1".into()));
}

#[test]
fn a_sound_bank_is_summed_up() {
    let bank = "item_id,model,a,b,c,content\nq1,3pl,1.5,-1,0.2,algebra\nq2,2pl,0.5,2,,algebra\nq3,1pl,,0,,\n";
    let desk = Desk::new().with("bank.csv", bank);
    let text = desk.run("bank check bank.csv --scaling-constant 1.702").ok();
    for line in ["3 items, nothing wrong", "1pl 1, 2pl 1, 3pl 1", "algebra 2, none 1", "0.5 to 1.5", "-1 to 2", "1.702"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    let json = desk.run_with_input("bank check - --format json", bank).ok();
    let finding: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&finding["valid"], &finding["summary"]["items"]), (&true.into(), &3.into()));
    assert_eq!(finding["summary"]["content"]["algebra"], 2);
    assert_eq!(finding["summary"]["b"]["greatest"], 2.0);
}

#[test]
fn polytomous_parameters_are_summed_up_by_model() {
    let bank = "item_id,model,a,b1,b2,b3\ng1,grm,1.4,-1.2,0.1,1.5\ng2,gpcm,0.9,-3,2.2,6\n";
    let desk = Desk::new().with("bank.csv", bank);
    let text = desk.run("bank check bank.csv").ok();
    for line in ["2 items, nothing wrong", "gpcm b1        -3 to -3", "grm b3         1.5 to 1.5"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.lines().any(|line| line.starts_with("b ") || line.starts_with("c ")), "{text}");
    let json: serde_json::Value = serde_json::from_str(&desk.run("bank check bank.csv --format json").ok()).unwrap();
    assert_eq!(json["summary"].get("b"), None);
    assert_eq!(json["summary"]["polytomous"].as_array().unwrap().len(), 8);
}

#[test]
fn a_mixed_bank_has_the_ranges_of_its_dichotomous_items() {
    let bank = "item_id,model,a,b,b1,b2\nq1,2pl,1.4,-1,,\ng1,grm,1.4,,-2,0.1\nq2,2pl,0.7,0.5,,\n";
    let text = Desk::new().with("bank.csv", bank).run("bank check bank.csv").ok();
    for line in ["\na              0.7 to 1.4\n", "\nb              -1 to 0.5\n", "\ngrm b1         -2 to -2\n"] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn one_item_is_one_item() {
    let text = Desk::new().with("bank.csv", "item_id,model,b\nq1,1pl,0\n").run("bank check bank.csv").ok();
    assert!(text.contains("1 item, nothing wrong") && text.contains("0 of 1 item have"), "{text}");
}

#[test]
fn unusual_values_are_noted_and_are_no_errors() {
    let bank = "item_id,model,a,b,c\nx,3pl,1.2,9.5,0.2\ny,3pl,0.01,0,0.6\nz,3pl,25,0,0.95\nok,3pl,1,0,0.2\n";
    let desk = Desk::new().with("bank.csv", bank).with("pcm.csv", "item_id,model,b1,b2\ng1,pcm,-99,99\n");
    let text = desk.run("bank check bank.csv").ok();
    assert!(text.contains("4 items, no errors, 5 unusual values"), "{text}");
    for note in
        ["item \"x\": b = 9.5 ", "item \"y\": a = 0.01 ", "\"y\": c = 0.6 ", "\"z\": a = 25 ", "\"z\": c = 0.95 "]
    {
        assert!(text.contains(note), "{note}: {text}");
    }
    assert!(!text.contains("\"ok\""), "{text}");
    let json: serde_json::Value = serde_json::from_str(&desk.run("bank check pcm.csv --format json").ok()).unwrap();
    assert_eq!((&json["valid"], json["unusual"].as_array().unwrap().len()), (&true.into(), 2));
    // With D = 1.702 the same slope is steeper: 4 is unusual there, and usual with D = 1.
    let steep = "item_id,model,a,b\nq1,2pl,4,0\n";
    assert!(Desk::new().run_with_input("bank check -", steep).ok().contains("nothing wrong"));
    let text = Desk::new().run_with_input("bank check - --scaling-constant 1.702", steep).ok();
    assert!(text.contains("1 unusual value"), "{text}");
}

#[test]
fn other_commands_refuse_a_faulty_bank_and_point_here() {
    let desk = Desk::new().with("b.csv", "item_id,model,a,b\nq1,2pl,-1,x\n").with("r.csv", "examinee,q1\nann,1\n");
    let outcome = desk.run("score --bank b.csv --responses r.csv");
    assert_eq!(outcome.stdout, "");
    let message = outcome.failure(1);
    assert!(message.contains("b.csv: line 2, item \"q1\"") && message.contains("adaptive bank check"), "{message}");
}
