//! `adaptive bank convert`: the probabilities of the written items are those of the program that the file is from.
//!
//! Each formula is the one that the program publishes; the files are in its layout.

use crate::command::{Desk, Outcome};
use crate::curves::{assert_curve, in_proportion, logistic, of_cumulative};

fn convert(file: &str, flags: &str) -> Outcome {
    Desk::new().with("f.csv", file).run(&format!("bank convert f.csv --from {flags}"))
}

#[track_caller]
fn bank(file: &str, flags: &str) -> String {
    let outcome = convert(file, flags);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    Desk::new().run_with_input("bank check -", &outcome.stdout).ok();
    outcome.stdout
}

const TOLERANCE: f64 = 1e-13;

#[test]
fn dichotomous_coefficients_of_ltm() {
    // ltm 1.2-0, `ltm`, `rasch` and `tpm`: c + (1 - c) logistic(Dscrmn (z - Dffclt)).
    let csv = bank("\"\",\"Gussng\",\"Dffclt\",\"Dscrmn\"\n\"i1\",0.2,-0.5,1.3\n\"i2\",0,0.7,0.9\n", "ltm");
    assert_curve(&csv, 0, TOLERANCE, |z| {
        let p = 0.2 + 0.8 * logistic(1.3 * (z + 0.5));
        vec![1.0 - p, p]
    });
    assert!(csv.contains("\ni2,2pl,0.9,0.7,"), "{csv}");
    // `IRT.param = FALSE`: logistic(beta_0 + beta_1 z), and in `tpm` c + (1 - c) logistic(beta_1 + beta_2 z).
    for (header, row, c) in [
        ("\"(Intercept)\",\"z1\"", "0.6,1.2", 0.0),
        ("\"beta.i\",\"beta\"", "0.6,1.2", 0.0),
        ("\"c.i\",\"beta.1i\",\"beta.2i\"", "0.15,0.6,1.2", 0.15),
    ] {
        let csv = bank(&format!("\"\",{header}\n\"i1\",{row}\n"), "ltm");
        assert_curve(&csv, 0, TOLERANCE, |z| {
            let p = c + (1.0 - c) * logistic(0.6 + 1.2 * z);
            vec![1.0 - p, p]
        });
    }
}

#[test]
fn polytomous_coefficients_of_ltm() {
    // `grm`: P(X > k) = logistic(Dscrmn (z - Extrmt_k)).
    let csv = bank("\"\",Extrmt1,Extrmt2,Extrmt3,Dscrmn\ng1,-1.2,0.1,1.4,1.7\ng2,-0.3,0.8,NA,0.6\n", "ltm");
    assert_curve(&csv, 0, TOLERANCE, |z| of_cumulative(&[-1.2, 0.1, 1.4].map(|b| logistic(1.7 * (z - b)))));
    assert_curve(&csv, 1, TOLERANCE, |z| of_cumulative(&[-0.3, 0.8].map(|b| logistic(0.6 * (z - b)))));
    // `gpcm`: P_k in proportion to exp of the sum of Dscrmn (z - Catgr.c) over c = 1 … k.
    let csv = bank("\"\",Catgr.1,Catgr.2,Dscrmn\np1,0.4,-0.9,1.3\n", "ltm");
    let exponents = |z: f64| [0.0, 1.3 * (z - 0.4), 1.3 * (z - 0.4) + 1.3 * (z + 0.9)];
    assert_curve(&csv, 0, TOLERANCE, |z| in_proportion(&exponents(z)));
    assert!(bank("\"\",Catgr.1,Catgr.2,Dscrmn\np1,0.4,-0.9,1\n", "ltm --model pcm").contains("p1,pcm"));
}

#[test]
fn item_tables_of_tam() {
    // TAM 4.2-21, `model$item`: P_k in proportion to exp(B_k theta - AXsi_k), guess + (1 - guess) P_1 for two categories.
    let file = "\"\",item,N,M,xsi.item,guess,AXsi_.Cat1,AXsi_.Cat2,AXsi_.Cat3,B.Cat1.Dim1,B.Cat2.Dim1,B.Cat3.Dim1\n\
                1,i1,100,0.6,-0.4,0.15,-0.4,NA,NA,1.1,0,0\n\
                2,i2,100,1.1,0.2,0,-0.7,0.1,0.6,0.8,1.6,2.4\n\
                3,i3,100,1.1,0.2,0,-0.7,0.1,0.6,0.5,1.9,2.3\n\
                4,i4,100,1.1,0.2,0,-0.7,0.4,NA,1,2,0\n";
    let csv = bank(file, "tam");
    assert_curve(&csv, 0, TOLERANCE, |theta| {
        let p = 0.15 + 0.85 * logistic(1.1 * theta + 0.4);
        vec![1.0 - p, p]
    });
    assert_curve(&csv, 1, TOLERANCE, |t| in_proportion(&[0.0, 0.8 * t + 0.7, 1.6 * t - 0.1, 2.4 * t - 0.6]));
    assert_curve(&csv, 2, TOLERANCE, |t| in_proportion(&[0.0, 0.5 * t + 0.7, 1.9 * t - 0.1, 2.3 * t - 0.6]));
    assert_curve(&csv, 3, TOLERANCE, |t| in_proportion(&[0.0, t + 0.7, 2.0 * t - 0.4]));
    let models: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(models, ["3pl", "gpcm", "nrm", "pcm"]);
}

#[test]
fn traditional_parameters_of_tam() {
    // `model$item_irt`: steps beta + tau_k, slope alpha.
    let csv = bank("item,alpha,beta,tau.Cat1,tau.Cat2\ni1,0.9,0.3,-0.5,0.5\ni2,1.2,-0.1,NA,NA\n", "tam");
    let exponents = |t: f64| [0.0, 0.9 * (t + 0.2), 0.9 * (t + 0.2) + 0.9 * (t - 0.8)];
    assert_curve(&csv, 0, TOLERANCE, |t| in_proportion(&exponents(t)));
    assert_curve(&csv, 1, TOLERANCE, |t| vec![1.0 - logistic(1.2 * (t + 0.1)), logistic(1.2 * (t + 0.1))]);
    // `model$xsi` of a Rasch model: logistic(theta - xsi).
    let xsi = "\"\",xsi,se.xsi\ni1,0.4,0.1\n";
    assert!(bank(xsi, "tam --model 1pl").contains("i1,1pl,0.4"));
    // Of a partial credit model: ln(P_k / P_(k-1)) = theta - xsi_k.
    let steps = "\"\",xsi,se.xsi\nI1_Cat1,-0.6,0.1\nI1_Cat2,0.3,0.1\nI2_Cat1,0.9,0.1\n";
    let csv = bank(steps, "tam --model pcm");
    assert_curve(&csv, 0, TOLERANCE, |t| in_proportion(&[0.0, t + 0.6, 2.0 * t + 0.3]));
    assert_curve(&csv, 1, TOLERANCE, |t| vec![1.0 - logistic(t - 0.9), logistic(t - 0.9)]);
    assert!(convert(steps, "tam").failure(1).contains("--model pcm"));
    let message = convert(xsi, "tam").failure(1);
    assert!(message.contains("says nothing of slopes") && message.contains("--model 1pl"), "{message}");
}

#[test]
fn matrices_of_catirt() {
    // catIrt 0.5: c + (1 - c) logistic(a (theta - b)), and P(X >= k) = logistic(a (theta - b_k)).
    let csv = bank("\"\",item,a,b,c\n1,1,1.4,-0.3,0.2\n", "catirt");
    assert_curve(&csv, 0, TOLERANCE, |t| {
        let p = 0.2 + 0.8 * logistic(1.4 * (t + 0.3));
        vec![1.0 - p, p]
    });
    let csv = bank("item,a,b1,b2,b3\n1,1.4,-1,0.2,1.5\n", "catirt");
    assert_curve(&csv, 0, TOLERANCE, |t| of_cumulative(&[-1.0, 0.2, 1.5].map(|b| logistic(1.4 * (t - b)))));
}

#[test]
fn metadata_of_irtq_with_its_scaling_constant() {
    // irtQ 1.0.0: g + (1 - g) logistic(D a (theta - b)); GRM logistic(D a (theta - b_k)); GPCM with the steps b - tau_k.
    let file = "id,cats,model,par.1,par.2,par.3,par.4\nd1,2,3PLM,1.1,0.4,0.2,NA\nd2,2,2PLM,0.8,-0.5,NA,NA\n\
                d3,2,DRM,1,-0.5,0,NA\ng1,4,GRM,1.2,-0.9,0.3,1.1\np1,3,GPCM,0.7,0.6,-0.2,NA\n";
    let csv = bank(file, "irtq --scaling-constant 1.702");
    let d = 1.702;
    assert_curve(&csv, 0, TOLERANCE, |t| {
        let p = 0.2 + 0.8 * logistic(d * 1.1 * (t - 0.4));
        vec![1.0 - p, p]
    });
    assert_curve(&csv, 3, TOLERANCE, |t| of_cumulative(&[-0.9, 0.3, 1.1].map(|b| logistic(d * 1.2 * (t - b)))));
    let exponents = |t: f64| [0.0, d * 0.7 * (t - 0.6), d * 0.7 * (2.0 * t - 0.6 + 0.2)];
    assert_curve(&csv, 4, TOLERANCE, |t| in_proportion(&exponents(t)));
    assert!(bank(file, "irtq").contains("\nd3,1pl,,-0.5,"), "{csv}");
}

#[test]
fn matrices_of_catsim_have_no_header() {
    // catsim 0.17: c + (d - c) logistic(a (theta - b)).
    for file in [
        "1.3,-0.2,0.15,0.97\n0.9,0.5,0,1\n",
        "# a b c d\n1.3e+00 -2.0e-01 1.5e-01 9.7e-01 3.0e-01\n9e-01 5e-01 0 1 0\n",
        "a,b,c,d\n1.3,-0.2,0.15,0.97\n0.9,0.5,0,1\n",
    ] {
        let csv = bank(file, "catsim");
        assert_curve(&csv, 0, TOLERANCE, |t| {
            let p = 0.15 + 0.82 * logistic(1.3 * (t + 0.2));
            vec![1.0 - p, p]
        });
        assert!(csv.contains("\n2,2pl,0.9,0.5,,"), "{csv}");
    }
    let outcome = convert("1,0,0,1,0.3\n", "catsim");
    assert_eq!(outcome.stderr, "note: not used: the columns \"exposure\"\n");
    assert!(bank("0.4\n-0.6\n", "catsim").contains("1,1pl,0.4"));
}

#[test]
fn items_of_jscat_by_short_and_long_names() {
    // jsCAT 5.1: c + (d - c) logistic(a (theta - b)); what it calls slipping is d.
    for header in ["a,b,c,d,id", "discrimination,difficulty,guessing,slipping,id"] {
        let csv = bank(&format!("{header}\n1.3,-0.2,0.15,0.97,x\n"), "jscat");
        assert_curve(&csv, 0, TOLERANCE, |t| {
            let p = 0.15 + 0.82 * logistic(1.3 * (t + 0.2));
            vec![1.0 - p, p]
        });
        assert!(csv.contains("\nx,4pl"), "{csv}");
    }
    assert!(bank("id,difficulty\nx,0.4\n", "jscat").contains("x,1pl,0.4"));
}

#[test]
fn nominal_items_of_mirt_in_the_traditional_form() {
    // mirt 1.41, `IRTpars = TRUE`: P_k in proportion to exp(a_k theta + c_k), a_k and c_k of all categories.
    let csv = bank(
        "\"\",a1,a2,a3,a4,c1,c2,c3,c4\nn1,-0.9,-0.3,0.2,1,-0.5,0.1,0.2,0.2\nn2,-0.8,-0.1,0.9,NA,-0.3,0.1,0.2,NA\n",
        "mirt",
    );
    assert_curve(&csv, 0, TOLERANCE, |t| in_proportion(&[-0.9 * t - 0.5, -0.3 * t + 0.1, 0.2 * t + 0.2, t + 0.2]));
    assert_curve(&csv, 1, TOLERANCE, |t| in_proportion(&[-0.8 * t - 0.3, -0.1 * t + 0.1, 0.9 * t + 0.2]));
}

#[test]
fn coefficients_of_mirt_that_are_published_with_its_tracker() {
    // mirt #173: b = -d / a1 = 0.39147341766. mirt #272: steps of two generalized partial credit items of Science.
    let csv = bank("\"\",a1,d,g,u\nSRT_Q19,5.74216,-2.247903,0.3263463,1\n", "mirt");
    assert!((crate::command::rows(&csv)[1][3].parse::<f64>().unwrap() - 0.391_473_417_66).abs() < 1e-10, "{csv}");
    let csv = bank("\"\",a1,ak0,ak1,ak2,ak3,d0,d1,d2,d3\nComfort,0.865,0,1,2,3,0,2.829780,5.322415,3.996438\n", "mirt");
    let steps: Vec<f64> = crate::command::rows(&csv)[1][3..].iter().map(|cell| cell.parse().unwrap()).collect();
    let published = [-3.271_422, -2.881_658_9, 1.532_921_8];
    assert!(steps.iter().zip(published).all(|(one, other)| (one - other).abs() < 2e-6), "{csv}");
}

#[test]
fn a_list_of_coefficients_of_mirt_says_what_the_latent_variance_is() {
    // `coef(model, simplify = TRUE)` as a data frame, `coef(model)` as one row, and a row GroupPars: the same items.
    let simplified = "\"\",\"items.a\",\"items.b\",\"items.g\",\"items.u\",\"means\",\"cov.F1\"\n\
                      \"I1\",1,-0.6,0,1,0,1.684\n\"I2\",1,0.4,0,1,0,1.684\n";
    let one_row = "\"\",\"I1.a\",\"I1.b\",\"I1.g\",\"I1.u\",\"I2.a\",\"I2.b\",\"I2.g\",\"I2.u\",\"GroupPars.MEAN_1\",\"GroupPars.COV_11\"\n\
                   \"par\",1,-0.6,0,1,1,0.4,0,1,0,1.684\n";
    let with_group =
        "\"\",a,b,g,u,MEAN_1,COV_11\nI1,1,-0.6,0,1,NA,NA\nI2,1,0.4,0,1,NA,NA\nGroupPars,NA,NA,NA,NA,0,1.684\n";
    for file in [simplified, one_row, with_group] {
        let outcome = convert(file, "mirt");
        assert_eq!(outcome.stdout, "item_id,model,b\nI1,1pl,-0.6\nI2,1pl,0.4\n", "{outcome:?}");
        // sqrt(1.684) = 1.29769.
        let note = "the latent variable has mean 0 and variance 1.684: the design needs [prior] mean = 0, sd = 1.2977";
        assert!(outcome.stderr.contains(note), "{outcome:?}");
    }
}

#[test]
fn a_graded_item_with_two_categories_is_the_2pl_item() {
    // mirt #248: logistic(1.2315 theta - 0.5944) either way.
    let graded = bank("\"\",a1,d1,d2,d3\nbin,1.2315,-0.5944,NA,NA\npoly,0.9,1.3,0.1,-1.4\n", "mirt");
    let mixed =
        bank("\"\",a1,d,g,u,d1,d2,d3\nbin,1.2315,-0.5944,0,1,NA,NA,NA\npoly,0.9,NA,NA,NA,1.3,0.1,-1.4\n", "mirt");
    for csv in [&graded, &mixed] {
        let p = |t: f64| logistic(1.2315 * t - 0.5944);
        assert_curve(csv, 0, TOLERANCE, |t| vec![1.0 - p(t), p(t)]);
    }
    let responses = "examinee,bin,poly\nx,1,2\ny,0,3\n";
    let scores = |bank: &str| {
        let desk = Desk::new().with("b.csv", bank).with("r.csv", responses);
        crate::command::rows(&desk.run("score --bank b.csv --responses r.csv").ok())
    };
    let (one, other) = (scores(&graded), scores(&mixed));
    for (row, same) in one.iter().zip(&other).skip(1) {
        let difference = row[1].parse::<f64>().unwrap() - same[1].parse::<f64>().unwrap();
        assert!(difference.abs() < 1e-12, "{one:?} {other:?}");
    }
}
