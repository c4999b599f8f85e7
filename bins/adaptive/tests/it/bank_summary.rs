//! `adaptive bank summary`.

use crate::command::{Desk, rows};

const BANK: &str = "item_id,model,a,b,c,b1,b2,content\nq1,2pl,2,-1,,,,algebra\nq2,2pl,1,2,,,,\nq3,3pl,1.5,0,0.2,,,algebra\n\
                    q4,gpcm,1,,,0.5,-0.5,\n";

fn desk() -> Desk {
    Desk::new().with("b.csv", BANK)
}

#[test]
fn people_get_tables() {
    let text = desk().run("bank summary b.csv --information 1").ok();
    for line in
        ["b.csv: 4 items, D = 1", "| 2pl     algebra", "| 2pl     none", "| gpcm    b2", "test information  at most"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("3pl     d"), "{text}");
}

#[test]
fn json_and_csv_hold_the_same_figures() {
    let json: serde_json::Value = serde_json::from_str(&desk().run("bank summary b.csv --format json").ok()).unwrap();
    assert_eq!((&json["items"], &json["groups"].as_array().unwrap().len()), (&4.into(), &4));
    let a = &json["parameters"][0];
    assert_eq!((&a["model"], &a["parameter"]), (&"2pl".into(), &"a".into()));
    assert_eq!([&a["minimum"], &a["mean"], &a["maximum"]].map(|x| x.as_f64().unwrap()), [1.0, 1.5, 2.0]);
    let table = rows(&desk().run("bank summary b.csv --format csv").ok());
    assert_eq!(table[0], ["section", "model", "name", "statistic", "value"]);
    assert!(table.contains(&["parameters", "2pl", "a", "mean", "1.5"].map(str::to_owned).to_vec()), "{table:?}");
}

#[test]
fn the_range_that_is_measured_well_is_where_the_information_reaches_the_value() {
    // One item of discrimination 2: the information is 4 p (1 - p), 1 at its difficulty, 0.64 at p = 0.2 and 0.8.
    let desk = Desk::new().with("b.csv", "item_id,model,a,b\nq1,2pl,2,0.5\n");
    let run = |value: f64| -> serde_json::Value {
        let run = format!("bank summary b.csv --information {value} --theta=-4,4,8001 --format json");
        serde_json::from_str(&desk.run(&run).ok()).unwrap()
    };
    let information = &run(0.64)["information"];
    assert_eq!((information["peak"].as_f64(), information["peak_theta"].as_f64()), (Some(1.0), Some(0.5)));
    let half_width = 4.0_f64.ln() / 2.0;
    let ends: Vec<f64> = information["reached"][0].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
    assert!((ends[0] - (0.5 - half_width)).abs() < 2e-3 && (ends[1] - (0.5 + half_width)).abs() < 2e-3, "{ends:?}");
    assert_eq!(run(1.5)["information"]["reached"], serde_json::json!([]));
}

#[test]
fn a_faulty_bank_is_refused() {
    let message = Desk::new().with("b.csv", "item_id,model,a,b\nq1,2pl,x,0\n").run("bank summary b.csv").failure(1);
    assert!(message.contains("b.csv: line 2, item \"q1\", column a"), "{message}");
}
