//! `adaptive bank convert`.

use crate::command::{Desk, Outcome, rows};

fn convert(file: &str, flags: &str) -> Outcome {
    Desk::new().with("f.csv", file).run(&format!("bank convert f.csv {flags}"))
}

/// Converts, and lets `bank check` judge what comes out.
#[track_caller]
fn sound(file: &str, flags: &str) -> Vec<Vec<String>> {
    let outcome = convert(file, flags);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let _ = Desk::new().run_with_input("bank check -", &outcome.stdout).ok();
    rows(&outcome.stdout)
}

#[track_caller]
fn assert_numbers(row: &[String], expected: &[f64]) {
    let found: Vec<f64> = row[2..].iter().filter(|cell| !cell.is_empty()).map(|cell| cell.parse().unwrap()).collect();
    let close = found.len() == expected.len() && found.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-12);
    assert!(close, "{row:?} instead of {expected:?}");
}

#[test]
fn a_dichotomous_matrix_of_catr_keeps_groups_and_numbers() {
    let file =
        "item,Group,b,a,d,c\n1,Audio,-1.25,1.5,1,0.2\n2,Written,0.5,0.75,1,0\n3,Written,0,1,1,0\n4,Audio,1,2,0.9,0\n";
    let bank = sound(file, "--from catr --prefix x-");
    assert_eq!(bank[0], ["item_id", "model", "a", "b", "c", "d", "content"]);
    assert_eq!(bank[1], ["x-1", "3pl", "1.5", "-1.25", "0.2", "", "Audio"]);
    assert_eq!(bank[2], ["x-2", "2pl", "0.75", "0.5", "", "", "Written"]);
    assert_eq!(bank[3], ["x-3", "1pl", "", "0", "", "", "Written"]);
    assert_eq!(bank[4], ["x-4", "4pl", "2", "1", "0", "0.9", "Audio"]);
}

#[test]
fn a_matrix_without_names_is_numbered() {
    assert_eq!(sound("a,b,c,d\n1.2,0.3,0.1,1\n", "--from catr")[1], ["1", "3pl", "1.2", "0.3", "0.1"]);
    let named_by_r = "\"\",\"a\",\"b\",\"c\",\"d\"\n\"i9\",1.2,0.3,0,1\n";
    assert_eq!(sound(named_by_r, "--from catr --model 3pl")[1], ["i9", "3pl", "1.2", "0.3", "0"]);
}

#[test]
fn the_polytomous_matrices_of_catr_tell_their_model() {
    for (file, model, numbers) in [
        ("alphaj,betaj1,betaj2\n1.2,-0.5,0.7\n", "grm", vec![1.2, -0.5, 0.7]),
        ("alphaj,bj,c1,c2\n1.2,0.3,0.7,-0.5\n", "mgrm", vec![1.2, 0.3, 0.7, -0.5]),
        ("deltaj1,deltaj2,deltaj3\n0.4,-0.2,NA\n", "pcm", vec![0.4, -0.2]),
        ("alphaj,deltaj1,deltaj2\n0.8,0.4,-0.2\n", "gpcm", vec![0.8, 0.4, -0.2]),
        ("lambdaj,delta1,delta2\n0.8,0.4,-0.2\n", "rsm", vec![0.8, 0.4, -0.2]),
        ("alpha1,c1,alpha2,c2\n0.8,0.3,1.5,-0.4\n", "nrm", vec![0.8, 1.5, 0.3, -0.4]),
        ("alphaj1,cj1,alphaj2,cj2\n0.8,0.3,1.5,-0.4\n", "nrm", vec![0.8, 1.5, 0.3, -0.4]),
    ] {
        let bank = sound(file, "--from catr");
        assert_eq!(bank[1][1], model, "{file}");
        assert_numbers(&bank[1], &numbers);
    }
}

#[test]
fn a_pool_of_testdesign_names_its_models() {
    let file = "ID,MODEL,PAR1,PAR2,PAR3,PAR4\nr,1PL,0.5,,,\nt,2PL,1.5,0.5,,\nu,\"3PL\",1.5,0.5,0.25,\nv,PC,0.1,-0.2,,\n\
                w,GPC,0.9,0.1,-0.2,0.4\nx,GR,2.5,-1,0.5,NA\n";
    let bank = sound(file, "--from testdesign");
    let models: Vec<&str> = bank[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(models, ["1pl", "2pl", "3pl", "pcm", "gpcm", "grm"]);
    let expected: [&[f64]; 6] =
        [&[0.5], &[1.5, 0.5], &[1.5, 0.5, 0.25], &[0.1, -0.2], &[0.9, 0.1, -0.2, 0.4], &[2.5, -1.0, 0.5]];
    bank[1..].iter().zip(expected).for_each(|(row, expected)| assert_numbers(row, expected));
}

#[test]
fn slopes_and_intercepts_of_mirt_become_difficulties_thresholds_and_steps() {
    let file = "\"\",a1,d,g,u,d1,d2,ak0,ak1,ak2,d0\ndich,1.25,-0.5,0.2,1,NA,NA,NA,NA,NA,NA\n\
                graded,2,NA,NA,NA,1,-3,NA,NA,NA,NA\ngpcm,0.5,NA,NA,NA,0.25,-0.5,0,1,2,0\n\
                nominal,0.5,NA,NA,NA,0.25,-0.5,0,1.5,2,0\n";
    let bank = sound(file, "--from mirt");
    let models: Vec<&str> = bank[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(models, ["3pl", "grm", "gpcm", "nrm"]);
    assert_numbers(&bank[1], &[1.25, 0.4, 0.2]);
    assert_numbers(&bank[2], &[2.0, -0.5, 1.5]);
    assert_numbers(&bank[3], &[0.5, -0.5, 1.5]);
    assert_numbers(&bank[4], &[0.75, 1.0, 0.25, -0.5]);
}

#[test]
fn traditional_parameters_of_mirt_are_taken_as_they_are() {
    assert_eq!(sound("\"\",a,b,g,u\nq1,1.25,0.4,0.2,1\n", "--from mirt")[1], ["q1", "3pl", "1.25", "0.4", "0.2"]);
    let thresholds = "\"\",a,b1,b2\nq1,1.25,-0.4,0.2\n";
    for (model, name) in [("grm", "grm"), ("gpcm", "gpcm")] {
        assert_eq!(sound(thresholds, &format!("--from mirt --model {model}"))[1][1], name);
    }
    let message = convert(thresholds, "--from mirt").failure(1);
    assert!(message.contains("f.csv: line 2, item \"q1\", column b1") && message.contains("--model grm"), "{message}");
    let with_types = "\"\",itemtype,a,b1,b2\nq1,graded,1.25,-0.4,0.2\nq2,gpcm,1.25,-0.4,0.2\n";
    let bank = sound(with_types, "--from mirt");
    assert_eq!((bank[1][1].as_str(), bank[2][1].as_str()), ("grm", "gpcm"));
}

#[test]
fn the_model_flag_fills_gaps_and_contradicts_nothing() {
    let nominal = "\"\",a1,d1,d2,ak0,ak1,ak2,d0\nn1,0.5,0.25,-0.5,0,1.5,2,0\n";
    assert_eq!(sound(nominal, "--from mirt --model nrm"), sound(nominal, "--from mirt"));
    let counted = "\"\",a1,d1,d2,ak0,ak1,ak2,d0\ng1,0.5,0.25,-0.5,0,1,2,0\n";
    // The scores 0, 1, 2 make the nominal item the same as the partial credit item.
    assert_numbers(&sound(counted, "--from mirt --model nrm")[1], &[0.5, 1.0, 0.25, -0.5]);
    let pool = "ID,MODEL,PAR1,PAR2\nq,2PL,1,0\n";
    for (flags, file, expected) in [
        (
            "mirt --model gpcm",
            nominal,
            "item \"n1\", column ak1: the model nrm follows from the file, but gpcm is stated",
        ),
        (
            "mirt --model grm",
            nominal,
            "item \"n1\", column ak1: the model nrm follows from the file, but grm is stated",
        ),
        (
            "mirt --model grm",
            counted,
            "item \"g1\", column ak0: the model gpcm follows from the file, but grm is stated",
        ),
        ("mirt --model pcm", counted, "item \"g1\", column a1: 0.5 is not 1, the slope of the model pcm"),
        (
            "mirt --model grm",
            "\"\",itemtype,a,b1,b2\nq,gpcm,1,-1,1\n",
            "item \"q\", column itemtype: the model gpcm follows",
        ),
        (
            "catr --model gpcm",
            "item,alphaj,betaj1,betaj2\nq,1,-1,1\n",
            "item \"q\", column betaj1: the model grm follows",
        ),
        ("catr --model grm", "item,deltaj1,deltaj2\nq,-1,1\n", "item \"q\", column deltaj1: the model pcm follows"),
        ("catr --model pcm", "item,alphaj,deltaj1,deltaj2\nq,1.2,-1,1\n", "item \"q\", column alphaj: 1.2 "),
        (
            "testdesign --model 3pl",
            pool,
            "item \"q\", column MODEL: the model 2pl follows from the file, but 3pl is stated",
        ),
    ] {
        let outcome = convert(file, &format!("--from {flags}"));
        assert_eq!(outcome.stdout, "", "{flags}");
        let message = outcome.failure(1);
        assert!(message.contains(expected), "{flags}: {message}");
    }
    assert_eq!(sound(pool, "--from testdesign --model 2pl")[1][1], "2pl");
}

#[test]
fn rasch_items_of_mirt_with_steps_are_partial_credit_items() {
    let traditional = "\"\",itemtype,a,b1,b2\nq1,Rasch,1,-0.4,0.2\n";
    assert_eq!(sound(traditional, "--from mirt")[1][..2], ["q1", "pcm"]);
    let intercepts = "\"\",itemtype,a1,d,g,u,d1,d2,ak0,ak1,ak2,d0\nq1,Rasch,1,NA,NA,NA,0.4,0.2,0,1,2,0\n\
                      q2,Rasch,1,0.5,0,1,NA,NA,NA,NA,NA,NA\n";
    let bank = sound(intercepts, "--from mirt --model 1pl");
    assert_eq!((bank[1][1].as_str(), bank[2][1].as_str()), ("pcm", "1pl"));
    assert_numbers(&bank[1], &[-0.4, 0.2]);
    let steep = traditional.replace(",1,", ",1.3,");
    let message = convert(&steep, "--from mirt").failure(1);
    assert!(message.contains("column a: 1.3 is not 1, the slope of the model pcm"), "{message}");
}

#[test]
fn the_scaling_constant_goes_into_the_discrimination() {
    let bank = sound("a,b,c,d\n1.5,0.25,0.2,1\n", "--from catr --scaling-constant 1.702");
    assert_numbers(&bank[1], &[1.5 * 1.702, 0.25, 0.2]);
    let bank = sound("deltaj1,deltaj2\n0.4,-0.2\n", "--from catr --scaling-constant 1.702");
    assert_eq!(bank[1][1], "gpcm");
    assert_numbers(&bank[1], &[1.702, 0.4, -0.2]);
}

#[test]
fn columns_can_be_named_and_unused_columns_are_reported() {
    let file = "code,item,skill,note,a,b,c,d\nk1,1,reading,x,1.5,0.25,0.2,1\n";
    let outcome = convert(file, "--from catr --id-column code --content-column skill");
    assert_eq!(outcome.stderr, "note: not used: the columns \"item\", \"note\"\n");
    assert_eq!(rows(&outcome.stdout)[1], ["k1", "3pl", "1.5", "0.25", "0.2", "reading"]);
}

#[test]
fn content_areas_can_stand_in_a_file_of_attributes() {
    let pool = "ID,MODEL,PAR1,PAR2\nr1,2PL,1.1,0\nr2,2PL,1.2,1\n";
    let desk = Desk::new().with("f.csv", pool).with("a.csv", "ID,LEVEL,TYPE\nr2,5,MC\nr1,,MC\nr3,4,MC\n");
    let run = "bank convert f.csv --from testdesign --content-column LEVEL --prefix x- --attributes";
    let bank = rows(&desk.run(&format!("{run} a.csv")).ok());
    assert_eq!((bank[1][4].as_str(), bank[2][4].as_str()), ("", "5"));
    for (attributes, expected) in [
        ("ID,TYPE\nr1,MC\n", "a.csv: line 1: there is no column \"LEVEL\""),
        ("CODE,LEVEL\nr1,3\n", "a.csv: line 1: there is no column of item ids"),
        ("ID,LEVEL\nr1,3\nr1,4\n", "a.csv: line 3: item \"r1\" has a row already"),
        ("ID,LEVEL\nr1,3\n", "f.csv: line 3, item \"x-r2\", column ID: r2 has no row in a.csv"),
    ] {
        std::fs::write(desk.path("a.csv"), attributes).unwrap();
        let message = desk.run(&format!("{run} a.csv")).failure(1);
        assert!(message.contains(expected), "{attributes}: {message}");
    }
    assert_eq!(desk.run("bank convert f.csv --from testdesign --attributes a.csv").code, 2);
}

#[test]
fn each_fault_is_reported_with_line_item_and_column() {
    for (flags, file, expected) in [
        ("catr", "", "f.csv: the file is empty"),
        ("catr", "a,b,c,d\n", "f.csv: there is no item below the header"),
        ("catr", "a,b,b,d\n1,0,0,1\n", "f.csv: line 1: \"b\" is the name of more than one column"),
        ("catr", "a,b,c,d\n1,0,0\n", "f.csv: line 2: 3 fields, but the header has 4"),
        ("catr", "x,y\n1,0\n", "line 2, item \"1\", column b: the difficulty is missing"),
        ("catr", "item,a,b,c,d\n\nq,one,0,0,1\n", "line 3, item \"q\", column a: one is not a number"),
        ("catr", "item,a,b,c,d\nq,-1,0,0,1\n", "line 2, item \"q\", column a: -1 is not above 0"),
        ("catr", "item,a,b,c,d\nq,1,Inf,0,1\n", "line 2, item \"q\", column b: inf is not finite"),
        ("catr", "item,a,b,c,d\nq,1,1,0,1\nq,1,1,0,1\n", "line 3, item \"q\": line 2 has this id already"),
        ("catr", "item,a,b,c,d\n,1,1,0,1\n", "line 2, item \"\", column item:"),
        ("catr --model 2pl", "a,b,c,d\n1.5,0,0.2,1\n", "column c: 0.2 is given, but the model does not have"),
        ("catr --model grm", "a,b,c,d\n1.5,0,0.2,1\n", "the model grm has other parameters"),
        ("catr", "alphaj,betaj1,betaj2\n1,0.5,-0.5\n", "column betaj2: -0.5 is not above the threshold before it"),
        ("catr --id-column code", "a,b\n1,0\n", "line 1: there is no column \"code\", which --id-column names"),
        ("catr --content-column skill", "a,b\n1,0\n", "line 1: there is no column \"skill\""),
        ("testdesign", "ID,MODEL,PAR1\nq,5PL,1\n", "line 2, item \"q\", column MODEL: 5PL is not one of"),
        ("testdesign", "ID,PAR1\nq,1\n", "column MODEL: the model is missing"),
        ("testdesign", "ID,MODEL,PAR1,PAR2\nq,1PL,1,2\n", "column PAR2: 2 is given, but the model does not have"),
        ("testdesign", "ID,MODEL,PAR1,PAR2\nq,2PL,1,\n", "column PAR2: the parameter is missing"),
        ("testdesign", "ID,MODEL,PAR1,PAR2,PAR3\nq,3PL,1,0,1.5\n", "column PAR3: 1.5 is not at least 0"),
        ("testdesign", "ID,MODEL,PAR1,PAR2,PAR3\nq,GR,1,,0.4\n", "column PAR2: the cell is empty before another"),
        ("testdesign", "ID,MODEL,PAR1,PAR2,PAR3\nq,GR,1,0.5,0.4\n", "column PAR3: 0.4 is not above the threshold"),
        ("mirt", "\"\",a1,a2,d,g,u\nq,1,0.5,0,0,1\n", "column a2: 0.5 is a slope on a second dimension"),
        ("mirt", "\"\",a1,d,g,u\nq,-0.2,0,0,1\n", "column a1: the parameter a that it gives, -0.2, is not above 0"),
        ("mirt", "\"\",a1,d,g,u\nq,0.001,4,0,1\n", "column d: the parameter b that it gives, -4000, is not between"),
        ("mirt", "\"\",a1,d1,d2\nq,1,-1,1\n", "column d2: the parameter b2 that it gives, -1, is not above"),
        ("mirt", "\"\",a1,c,d1,d2\nq,1,0.4,1,-1\n", "column c: 0.4 is of a rating scale"),
        ("mirt", "\"\",itemtype,a1,d\nq,ideal,1,1\n", "column itemtype: ideal is not one of"),
        ("mirt", "\"\",a1\nq,1\n", "column d: the intercept is missing"),
    ] {
        let outcome = convert(file, &format!("--from {flags}"));
        assert_eq!(outcome.stdout, "", "{file:?}");
        let message = outcome.failure(1);
        assert!(message.contains(expected), "{file:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[test]
fn standard_input_is_read() {
    let outcome = Desk::new().run_with_input("bank convert - --from catr", "a,b\n1.5,0\n");
    assert_eq!(outcome.ok(), "item_id,model,a,b\n1,2pl,1.5,0\n");
    let message = Desk::new().run_with_input("bank convert - --from catr", "a,b\n1.5,x\n").failure(1);
    assert!(message.contains("standard input: line 2, item \"1\", column b: x is not a number"), "{message}");
}

#[test]
fn the_file_is_written_as_a_whole_or_not_at_all() {
    let desk = Desk::new().with("f.csv", "a,b\n1.5,0\n").with("bad.csv", "a,b\n1.5,x\n");
    assert_eq!(desk.run("bank convert f.csv --from catr --out bank.csv").ok(), "");
    let written = std::fs::read_to_string(desk.path("bank.csv")).unwrap();
    assert_eq!(written, "item_id,model,a,b\n1,2pl,1.5,0\n");
    let _ = desk.run("bank convert bad.csv --from catr --out bank.csv").failure(1);
    assert_eq!(std::fs::read_to_string(desk.path("bank.csv")).unwrap(), written);
    let message = desk.run("bank convert f.csv --from catr --out no/bank.csv").failure(1);
    assert!(message.contains("cannot write no/bank.csv"), "{message}");
}

#[test]
fn items_of_every_layout_are_simulated_scored_replayed_and_looked_into() {
    let number = |i: u32| f64::from(i);
    let catr = (0..12).map(|i| format!("{i},{},{},0.2,1,{}\n", 1.0 + 0.05 * number(i), 0.4 * number(i) - 2.2, i % 2));
    let gpcm = (0..12)
        .map(|i| format!("w{i},{},{},{}\n", 0.8 + 0.05 * number(i), 0.3 * number(i) - 2.0, 0.3 * number(i) - 1.2));
    let pool = (0..12).map(|i| match i % 3 {
        0 => format!("s{i},3PL,1.1,{},0.15,\n", 0.3 * number(i) - 1.5),
        1 => format!("s{i},GPC,0.9,{},{},0.9\n", 0.1 * number(i) - 1.0, 0.1 * number(i) - 0.4),
        _ => format!("s{i},GR,1.8,{},{},1.5\n", 0.1 * number(i) - 1.6, 0.1 * number(i) - 0.4),
    });
    let mirt = (0..12).map(|i| format!("m{i},1.3,{},0.2,1\n", 0.3 * number(i) - 1.5));
    for (from, header, items) in [
        ("catr", "item,a,b,c,d,Group\n", catr.collect::<String>()),
        ("catr", "item,alphaj,deltaj1,deltaj2\n", gpcm.collect()),
        ("testdesign", "ID,MODEL,PAR1,PAR2,PAR3,PAR4\n", pool.collect()),
        ("mirt", "\"\",a1,d,g,u\n", mirt.collect()),
    ] {
        let desk = Desk::new().with("f.csv", &format!("{header}{items}"));
        let desk = desk.with("d.toml", "[stopping]\nmin_items = 3\nmax_items = 6\nstandard_error = 0.4\n");
        desk.run(&format!("bank convert f.csv --from {from} --out b.csv")).ok();
        let bank = rows(&std::fs::read_to_string(desk.path("b.csv")).unwrap());
        let ids: Vec<&str> = bank[1..].iter().map(|row| row[0].as_str()).collect();
        let answers = |answer: &str| vec![answer; ids.len()].join(",");
        let responses = format!("examinee,{}\nann,{}\nbob,{}\n", ids.join(","), answers("1"), answers("0"));
        let desk = desk.with("r.csv", &responses);
        let scores = rows(&desk.run("score --bank b.csv --responses r.csv").ok());
        assert!(scores[1][1].parse::<f64>().unwrap() > scores[2][1].parse::<f64>().unwrap(), "{from}: {scores:?}");
        let trace = rows(&desk.run("replay --bank b.csv --responses r.csv --design d.toml").ok());
        assert!((7..=13).contains(&trace.len()), "{from}: {trace:?}");
        let information = rows(&desk.run("info --bank b.csv --theta 0,0,1").ok());
        assert_eq!(information.len(), 13, "{from}");
        desk.run("simulate --bank b.csv --design d.toml --examinees 40 --seed 1 --out out").ok();
        assert!(desk.path("out/report.html").exists(), "{from}");
    }
}
