//! `adaptive bank convert`: what cannot be converted, and items that are keyed in reverse.

use crate::command::{Desk, Outcome};
use crate::curves::{assert_curve, in_proportion, logistic, of_cumulative};

fn convert(file: &str, flags: &str) -> Outcome {
    Desk::new().with("f.csv", file).run(&format!("bank convert f.csv --from {flags}"))
}

#[test]
fn all_faulty_items_are_listed_in_one_run() {
    // mirt #196: absurd thresholds from a calibration that went wrong, -d1 / a1 = -900 and -2000.
    let message = convert("\"\",a1,d1,d2\nok,1.2,1,-1\nbad,0.003,2.7,-1.2\nbad2,0.001,2,1\n", "mirt").failure(1);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 3, "{message}");
    assert!(lines[0].ends_with("f.csv: 2 items cannot be converted"), "{message}");
    assert!(lines[1].contains("line 3, item \"bad\", column d1: the parameter b1 that it gives, -900,"), "{message}");
    assert!(lines[2].contains("line 4, item \"bad2\", column d1: the parameter b1 that it gives, -2000,"), "{message}");
}

#[test]
fn a_long_list_of_faults_ends_with_a_count() {
    let items: String = (1..=60).map(|number| format!("i{number},{number}.5,x{number}\n")).collect();
    let message = convert(&format!("item,a,b\n{items}"), "catr").failure(1);
    assert!(message.contains("60 items cannot be converted"), "{message}");
    assert_eq!(message.lines().count(), 52, "{message}");
    assert!(message.trim_end().ends_with("and 10 more"), "{message}");
}

#[test]
fn a_fault_of_the_header_is_said_once_with_the_columns_that_there_are() {
    let message = convert("\"\",a1.est,d.est\nI1,1,0.2\nI2,1,0.3\nI3,1,0.3\n", "mirt").failure(1);
    assert!(message.contains("item \"I1\", column a1: the slope is missing: no column has this name"), "{message}");
    assert!(message.contains("there are: \"\", \"a1.est\", \"d.est\" (as in 2 other lines)"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    let message = convert("item,LEVEL,DOK,a,b\nq,1,2,1,0\n", "catr --content-column CONTENT").failure(1);
    assert!(
        message.contains("no column \"CONTENT\", which --content-column names; there are: \"item\", \"LEVEL\""),
        "{message}"
    );
}

#[test]
fn coefficients_of_two_dimensions_are_refused_by_name() {
    // mirt #42.
    let message = convert("\"\",a1,a2,d,g,u\nI1,1.1,0.3,0.2,0,1\nI2,0.9,0,0.1,0,1\n", "mirt").failure(1);
    assert!(
        message.contains("item \"I1\", column a2: 0.3 is a slope on a second dimension; a bank has one"),
        "{message}"
    );
    assert!(!message.contains("I2"), "{message}");
}

#[test]
fn what_a_program_has_and_a_bank_has_not_is_refused_with_the_reason() {
    for (flags, file, expected) in [
        ("ltm", "\"\",(Intercept),z1,z2\ni,0.1,1,0.4\n", "column z2: 0.4 is of a second or a nonlinear term"),
        ("ltm", "\"\",beta.1,beta.2,beta\ni,0.1,1,0.4\n", "take the coefficients with IRT.param = TRUE"),
        ("ltm --model gpcm", "\"\",Extrmt1,Extrmt2,Dscrmn\ni,0,1,1\n", "column Extrmt1: the model grm follows"),
        (
            "tam",
            "item,AXsi_.Cat1,B.Cat1.Dim1,B.Cat1.Dim2\ni,0.1,1,0.5\n",
            "column B.Cat1.Dim2: 0.5 is a slope on a second",
        ),
        (
            "tam",
            "item,guess,AXsi_.Cat1,AXsi_.Cat2,B.Cat1.Dim1,B.Cat2.Dim1\ni,0.2,0.1,0.3,1,2\n",
            "column guess: 0.2 is of an item",
        ),
        ("tam --model 1pl", "\"\",xsi\ni_step1,0.1\n", "take model$item_irt"),
        (
            "tam --model pcm",
            "item,alpha,beta,tau.Cat1,tau.Cat2\ni,1.2,0,0,0\n",
            "column alpha: 1.2 is not 1, the slope of the model pcm",
        ),
        ("irtq", "id,cats,model,par.1,par.2,par.3\ni,2,3PLM,1,0,-1.4\n", "it may be a logit"),
        (
            "irtq",
            "id,cats,model,par.1,par.2,par.3\ni,2,3PLM,1,0,NA\n",
            "column par.3: the guessing parameter is missing",
        ),
        ("irtq", "id,cats,model,par.1,par.2\ni,4,GRM,1,0\n", "2 parameters par.1, par.2, … are not as many as the 4"),
        ("irtq", "id,cats,model,par.1,par.2\ni,2,NRM,1,0\n", "column model: NRM is not one of 1PLM"),
        ("catsim", "1,0,0\n1,0\n", "line 2: 2 numbers, but the first line has 3"),
        ("catsim", "1,2,3,4,5,6\n", "6 columns, but an item matrix of catsim has"),
        (
            "jscat",
            "id,c1.difficulty,c2.difficulty\ni,0,1\n",
            "column c1.difficulty: the parameter is of one of several tests",
        ),
        ("catirt", "item,a,b1,b2\n1,1,0.5,-0.5\n", "column b2: -0.5 is not above the threshold before it"),
        (
            "mirt",
            "\"\",a1,a2,a3,c1,c2\nn,0,1,2,0,1\n",
            "3 slopes a1, a2, … and 2 intercepts c1, c2, … do not go together",
        ),
    ] {
        let outcome = convert(file, flags);
        assert_eq!(outcome.stdout, "", "{file:?}");
        let message = outcome.failure(1);
        assert!(message.contains(expected), "{flags} {file:?}: {message}");
    }
}

#[test]
fn a_negative_slope_comes_with_the_remedy() {
    let message = convert("\"\",a1,d,g,u\ni1,1.3,-0.8,0,1\ni2,-0.9,0.5,0,1\ni3,0,0.2,0,1\n", "mirt").failure(1);
    assert!(
        message.contains("item \"i2\", column a1: the parameter a that it gives, -0.9, is not above 0"),
        "{message}"
    );
    assert!(message.contains("keyed in reverse") && message.contains("--reverse"), "{message}");
    let flat = message.lines().find(|line| line.contains("\"i3\"")).unwrap();
    assert!(!flat.contains("--reverse"), "{message}");
}

#[test]
fn reversed_items_have_the_probabilities_of_the_opposite_categories() {
    // With K + 1 categories, P_k of the reversed item is P_{K - k} of the item of the file, by the formulas of mirt.
    let file = "\"\",a1,d,g,u,d1,d2,d3,ak0,ak1,ak2,ak3,d0\n\
                two,-1.3,0.4,0,1,NA,NA,NA,NA,NA,NA,NA,NA\n\
                four,-1.3,0.4,0.2,0.9,NA,NA,NA,NA,NA,NA,NA,NA\n\
                graded,-1.4,NA,NA,NA,2,0.4,-1.1,NA,NA,NA,NA,NA\n\
                credit,-0.8,NA,NA,NA,0.5,0.3,-0.6,0,1,2,3,0\n\
                nominal,0.7,NA,NA,NA,0.5,0.3,-0.6,0,2,1,3,0\n\
                straight,1.1,0.4,0,1,NA,NA,NA,NA,NA,NA,NA,NA\n";
    let outcome = convert(file, "mirt --reverse two,four,graded,credit,nominal");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("reversed: \"two\", \"four\", \"graded\", \"credit\", \"nominal\""), "{outcome:?}");
    assert!(outcome.stderr.contains("the highest category minus the response"), "{outcome:?}");
    let opposite = |probabilities: Vec<f64>| probabilities.into_iter().rev().collect::<Vec<f64>>();
    let binary = |p: f64| opposite(vec![1.0 - p, p]);
    let csv = &outcome.stdout;
    assert_curve(csv, 0, 1e-15, |t| binary(logistic(-1.3 * t + 0.4)));
    assert_curve(csv, 1, 1e-15, |t| binary(0.2 + 0.7 * logistic(-1.3 * t + 0.4)));
    assert_curve(csv, 2, 1e-15, |t| opposite(of_cumulative(&[2.0, 0.4, -1.1].map(|d| logistic(-1.4 * t + d)))));
    assert_curve(csv, 3, 1e-15, |t| opposite(in_proportion(&[0.0, -0.8 * t + 0.5, -1.6 * t + 0.3, -2.4 * t - 0.6])));
    assert_curve(csv, 4, 1e-15, |t| opposite(in_proportion(&[0.0, 1.4 * t + 0.5, 0.7 * t + 0.3, 2.1 * t - 0.6])));
    assert_curve(csv, 5, 1e-15, |t| vec![1.0 - logistic(1.1 * t + 0.4), logistic(1.1 * t + 0.4)]);
}

#[test]
fn every_item_with_a_negative_slope_is_reversed_by_one_word() {
    let file = "item,a,b\ni1,1.3,-0.8\ni2,-0.9,0.5\n";
    let outcome = convert(file, "catr --reverse all --prefix x-");
    assert_eq!(outcome.stdout, "item_id,model,a,b\nx-i1,2pl,1.3,-0.8\nx-i2,2pl,0.9,0.5\n");
    assert!(outcome.stderr.contains("reversed: \"x-i2\""), "{outcome:?}");
    // MGRM: P(X >= k) = logistic(a (theta - b + c_k)), thresholds b - c_k.
    let outcome = convert("alphaj,bj,c1,c2\n-1.2,0.3,-0.5,0.7\n", "catr --reverse all");
    let below = |t: f64| of_cumulative(&[-0.5, 0.7].map(|c| logistic(-1.2 * (t - 0.3 + c))));
    assert_curve(&outcome.stdout, 0, 1e-15, |t| below(t).into_iter().rev().collect());
}

#[test]
fn an_item_that_cannot_be_reversed_is_named() {
    for (flags, file, expected) in [
        ("catr --reverse i1", "item,a,b\ni1,1.3,0\n", "column a: 1.3 is not negative: reversed"),
        ("catr --reverse i1", "item,deltaj1,deltaj2\ni1,0,1\n", "column a: 1 is not negative: reversed"),
        (
            "catr --reverse i9",
            "item,a,b\ni1,1.3,0\n",
            "--reverse names \"i9\", which is no item of f.csv; there are: \"i1\"",
        ),
    ] {
        let message = convert(file, flags).failure(1);
        assert!(message.contains(expected), "{flags}: {message}");
    }
    assert_eq!(convert("item,a,b\ni1,1,0\n", "catr --reverse i1,,i2").code, 2);
}
