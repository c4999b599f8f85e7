//! `adaptive bank convert`: files that are no tables of R, and files whose program is found.

use crate::command::{Desk, Outcome, rows};
use crate::curves::{assert_curve, in_proportion, logistic, of_cumulative};

const TOLERANCE: f64 = 1e-13;

fn convert(file: &str, flags: &str) -> Outcome {
    Desk::new().with("f.csv", file).run(&format!("bank convert f.csv {flags}"))
}

#[track_caller]
fn assert_sound(outcome: &Outcome) {
    assert_eq!(outcome.code, 0, "{outcome:?}");
    Desk::new().run_with_input("bank check -", &outcome.stdout).ok();
}

#[test]
fn a_parameter_file_of_flexmirt() {
    // flexMIRT 3.5: 3PL g + (1 - g) L(a theta + c) with logit g; graded L(a theta + c_k); nominal of Thissen, Cai and Bock
    // (2010), exp(a s_k theta + c_k) with s = T alpha, c = L gamma, T and L having the columns k and sin(pi j k / m).
    let file = "1\tthree\t1\t1\t1\t2\t-1.3862943611198906\t0.6\t1.2\n\
                1\ttwo\t1\t1\t2\t2\t-0.5\t0.9\n\
                1\tgraded\t1\t1\t2\t4\t1.8\t0.2\t-1.1\t1.4\n\
                1\tcredit\t1\t1\t3\t4\t0\t1\t0\t0\t0.7\t0\t0.3\t0.5\t-0.2\n\
                1\tnominal\t1\t1\t3\t4\t0\t1\t0.4\t-0.1\t0.7\t1\t0.3\t0.5\t-0.2\n\
                0\tG\t1\t1\t0\t0.25\t1.44\n";
    let outcome = convert(file, "--from flexmirt");
    assert_sound(&outcome);
    let csv = &outcome.stdout;
    assert_curve(csv, 0, TOLERANCE, |t| {
        let p = 0.2 + 0.8 * logistic(1.2 * t + 0.6);
        vec![1.0 - p, p]
    });
    assert_curve(csv, 1, TOLERANCE, |t| vec![1.0 - logistic(0.9 * t - 0.5), logistic(0.9 * t - 0.5)]);
    assert_curve(csv, 2, TOLERANCE, |t| of_cumulative(&[1.8, 0.2, -1.1].map(|c| logistic(1.4 * t + c))));
    // sin(pi / 3) = sin(2 pi / 3), sin(4 pi / 3) = -sin(2 pi / 3).
    let s = 3.0_f64.sqrt() / 2.0;
    let c = [0.0, 0.3 + s * (0.5 - 0.2), 0.6 + s * (0.5 + 0.2), 0.9];
    assert_curve(csv, 3, 1e-12, |t| in_proportion(&[0.0, 0.7 * t + c[1], 1.4 * t + c[2], 2.1 * t + c[3]]));
    let k = [0.0, 1.0 + s * (0.4 - 0.1), 2.0 + s * (0.4 + 0.1), 3.0];
    let exponents = |t: f64| [0.0, 0.7 * k[1] * t + 0.3, 0.7 * k[2] * t + 0.5, 0.7 * k[3] * t - 0.2];
    assert_curve(csv, 4, 1e-12, |t| in_proportion(&exponents(t)));
    let models: Vec<String> = rows(csv)[1..].iter().map(|row| row[1].clone()).collect();
    assert_eq!(models, ["3pl", "2pl", "grm", "gpcm", "nrm"]);
    assert!(outcome.stderr.contains("mean 0.25 and variance 1.44: its design needs [prior] mean = 0.25, sd = 1.2"));
}

#[test]
fn groups_of_flexmirt_that_share_an_item_give_it_once() {
    let item = |group: u8, slope: &str| format!("1\tq\t{group}\t1\t2\t2\t-0.5\t{slope}\n");
    let shared = format!("{}{}", item(1, "0.9"), item(2, "0.9"));
    assert_eq!(rows(&convert(&shared, "--from flexmirt").ok()).len(), 2);
    let message = convert(&format!("{}{}", item(1, "0.9"), item(2, "1.1")), "--from flexmirt").failure(1);
    assert!(message.contains("line 2, item \"q\": line 1 has this id already"), "{message}");
    for (file, expected) in [
        ("1\tq\t1\t2\t2\t2\t-0.5\t0.9\t0.4\n", "column dimensions: 2 dimensions; a bank has one"),
        ("1\tq\t1\t1\t7\t2\t-0.5\t0.9\n", "column model: 7 is not 1 (3PL), 2 (graded) or 3 (nominal)"),
        ("1\tq\t1\t1\t2\t3\t-0.5\t0.9\n", "column field 9: the slope is missing"),
        ("item,a,b\n", "line 1: it is no line of a parameter file of flexMIRT"),
    ] {
        let message = convert(file, "--from flexmirt").failure(1);
        assert!(message.contains(expected), "{file}: {message}");
    }
}

const ITEM_FILE: &str = "; ITEM LIKING FOR PLANTS example.con  Nov 29 2026\n\
                         ;ENTRY MEASURE ST   COUNT   SCORE MODLSE IN.MSQ ZSTD OUT.MSQ ZSTD NAME\n\
                         \x20    1   -0.40  1    75.0   109.0    .18   1.02  .20    .99  .00 Watch birds\n\
                         \x20    2    1.10  1    75.0    60.0    .19    .98 -.20    .97 -.10 Read, write\n\
                         ;    3    5.10 -1    75.0     0.0   1.84   1.00  .00   1.00  .00 Never\n";

#[test]
fn items_of_winsteps_with_a_shared_rating_scale() {
    // Winsteps: ln(P_k / P_(k-1)) = B - D - F_k.
    let structure = "; STRUCTURE MEASURE ANCHOR FILE\n; CATEGORY   Rasch-Andrich threshold\n    1      .00\n    2     -.85\n    3      .85\n";
    let desk = Desk::new().with("if.txt", ITEM_FILE).with("sf.txt", structure);
    let outcome = desk.run("bank convert if.txt --from winsteps --structure sf.txt");
    assert_sound(&outcome);
    assert_eq!(rows(&outcome.stdout)[1], ["Watch birds", "rsm", "-0.4", "-0.85", "0.85"]);
    assert_eq!(rows(&outcome.stdout)[2][0], "Read, write");
    let exponents = |t: f64| [0.0, t - 1.1 + 0.85, 2.0 * (t - 1.1)];
    assert_curve(&outcome.stdout, 1, TOLERANCE, |t| in_proportion(&exponents(t)));
    assert!(outcome.stderr.contains("not estimated: the entries 3 (status -1)"), "{outcome:?}");
    assert!(outcome.stderr.contains("the lowest category is 1: score the responses with --lowest-category 1"));
    let numbered = desk.run("bank convert if.txt --structure sf.txt --id-column ENTRY --model pcm");
    assert_eq!(rows(&numbered.stdout)[1], ["1", "pcm", "-1.25", "0.44999999999999996"]);
    assert!(numbered.stderr.contains("found from its columns: --from winsteps"), "{numbered:?}");
}

#[test]
fn items_of_winsteps_with_scales_of_their_own_or_of_their_group() {
    let items =
        "\"; title\"\nENTRY,MEASURE,STATUS,COUNT,SCORE,G,NAME\n1,0.5,1,9,9,0,q1\n2,-0.3,1,9,9,A,q2\n3,0.1,1,9,9,A,q3\n";
    let structure =
        "; ITEM CATEGORY THRESHOLD\n 1 0 .00\n 1 1 .20\n 1 2 -.20\n 2 0 .00\n 2 1 -.70\n 2 2 .10\n 2 3 .60\n";
    let desk = Desk::new().with("if.csv", items).with("sf.txt", structure);
    let outcome = desk.run("bank convert if.csv --from winsteps --structure sf.txt");
    assert_sound(&outcome);
    let bank = rows(&outcome.stdout);
    let models: Vec<&str> = bank[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(models, ["pcm", "rsm", "rsm"]);
    assert_curve(&outcome.stdout, 0, TOLERANCE, |t| in_proportion(&[0.0, t - 0.7, 2.0 * t - 1.0]));
    let third = |t: f64| [0.0, t - 0.1 + 0.7, 2.0 * (t - 0.1) + 0.6, 3.0 * (t - 0.1)];
    assert_curve(&outcome.stdout, 2, TOLERANCE, |t| in_proportion(&third(t)));
}

#[test]
fn what_files_of_winsteps_do_not_say_is_asked_for() {
    let message = convert(ITEM_FILE, "--from winsteps").failure(1);
    assert!(message.contains("--structure FILE") && message.contains("--model 1pl"), "{message}");
    let outcome = convert(ITEM_FILE, "--from winsteps --model 1pl");
    assert_eq!(rows(&outcome.stdout)[2], ["Read, write", "1pl", "1.1"]);
    let rescaled = ITEM_FILE.replace("-0.40", "46.00").replace(" 1.10", "61.00");
    let message = convert(&rescaled, "--from winsteps --model 1pl").failure(1);
    assert!(message.contains("46 is not in logits: write the files with UIMEAN=0 USCALE=1"), "{message}");
    let message = convert("1 0.5 1\n", "--from winsteps --model 1pl").failure(1);
    assert!(message.contains("HLINES=Y"), "{message}");
    let desk = Desk::new().with("f.csv", "item,a,b\ni,1,0\n").with("s.txt", "0 0\n1 0.4\n2 -0.4\n4 1\n");
    let message = desk.run("bank convert f.csv --from winsteps --structure s.txt").failure(1);
    assert!(message.contains("s.txt: category 4 follows 2"), "{message}");
}

#[test]
fn difficulties_and_andrich_thresholds_are_rating_scale_items() {
    // TAM #10, difficulties and thresholds of Facets: the steps b + d_k of the partial credit items, here of item 1.
    let bank = "item_id,model,b,d1,d2,d3,d4\n1,rsm,-0.9633994,-0.705287,-0.5381367,0.2757481,0.9676757\n";
    let steps = [-1.668_686_4, -1.501_536_1, -0.687_651_3, 0.004_276_3];
    assert_curve(bank, 0, 1e-12, |t| {
        let mut exponents = vec![0.0];
        for step in steps {
            exponents.push(exponents.last().unwrap() + t - step);
        }
        in_proportion(&exponents)
    });
}

#[test]
fn usual_names_of_columns_are_read() {
    let file = "name,discrimination,difficulty,guessing,upper\nq1,1.25,0.4,0.2,0.95\nq2,0.9,-0.4,0,1\n";
    let outcome = convert(file, "");
    assert_eq!(outcome.stdout, "item_id,model,a,b,c,d\nq1,4pl,1.25,0.4,0.2,0.95\nq2,2pl,0.9,-0.4,,\n");
    assert!(outcome.stderr.contains("found from its columns: --from table"), "{outcome:?}");
    let read = "\"discrimination\" as a, \"difficulty\" as b, \"guessing\" as c, \"upper\" as d";
    assert!(outcome.stderr.contains(read), "{outcome:?}");
    let short = convert("item,slope,b,asymptote\nq1,1.25,0.4,0.2\n", "--from table");
    assert_eq!(short.stdout, "item_id,model,a,b,c\nq1,3pl,1.25,0.4,0.2\n");
    let twice = convert("item,a,slope,b\nq1,1.2,1.3,0\n", "--from table").failure(1);
    assert!(twice.contains("column slope: 1.3 is given twice: in the column a as well"), "{twice}");
    assert_eq!(rows(&convert("item,model,a,b1,b2\nq1,GRM,1,-1,1\n", "--from table").ok())[1][1], "grm");
    let lacking = convert("item,model,a,b,c\nq1,3pl,1,0,.\n", "--from table").failure(1);
    assert!(lacking.contains("column c: the parameter is missing: the model 3pl has it"), "{lacking}");
    // A bank file is such a table as well, whatever its models.
    let bank = "item_id,model,a,b,a1,c1,d1,d2,content\nn1,nrm,,,0.8,0.3,,,algebra\nr1,rsm,,0.4,,,-0.7,0.7,\nq1,2pl,1.2,0,,,,,\n";
    let written = rows(&convert(bank, "--from table").ok());
    assert_eq!(written[0], ["item_id", "model", "a", "b", "a1", "c1", "d1", "d2", "content"]);
    assert_eq!(written[2][..2], ["r1", "rsm"]);
    assert_eq!(written[1].last().unwrap(), "algebra");
}

#[test]
fn the_program_is_found_from_the_columns_or_asked_for() {
    for (file, program, item) in [
        ("\"\",a1,d,g,u\nq1,1.25,-0.5,0,1\n", "mirt", "q1,2pl,1.25,0.4"),
        ("\"\",Dffclt,Dscrmn\nq1,0.4,1.25\n", "ltm", "q1,2pl,1.25,0.4"),
        ("item,alpha,beta\nq1,1.25,0.4\n", "tam", "q1,2pl,1.25,0.4"),
        ("id,cats,model,par.1,par.2\nq1,2,2PLM,1.25,0.4\n", "irtq", "q1,2pl,1.25,0.4"),
        ("ID,MODEL,PAR1,PAR2\nq1,2PL,1.25,0.4\n", "testdesign", "q1,2pl,1.25,0.4"),
        ("item,deltaj1,deltaj2\nq1,1.25,0.4\n", "catr", "q1,pcm,1.25,0.4"),
        ("\"\",a1,a2,c1,c2\nq1,0,1.25,0,0.4\n", "mirt", "q1,nrm,1.25,0.4"),
        ("1.25,0.4,0,1\n", "catsim", "1,2pl,1.25,0.4"),
        ("1\tq1\t1\t1\t2\t2\t-0.5\t1.25\n", "flexmirt", "q1,2pl,1.25,0.4"),
    ] {
        let outcome = convert(file, "");
        assert!(outcome.stdout.contains(item), "{file:?}: {outcome:?}");
        assert!(outcome.stderr.contains(&format!("found from its columns: --from {program}")), "{outcome:?}");
    }
    let message = convert("x,y\n1,2\n", "").failure(1);
    assert!(message.contains("--from names the program; there are: \"x\", \"y\""), "{message}");
    assert!(Desk::new().run_with_input("bank convert -", "a,b\n1,0\n").failure(1).contains("--from names the program"));
}

#[test]
fn files_of_excel_are_converted_as_they_are() {
    let plain = "item,a,b,c,d\nq1,1.25,0.4,0.2,1\nq2,0.9,-0.4,0,1\n";
    let expected = convert(plain, "--from catr").ok();
    let local = plain.replace(',', ";").replace('.', ",");
    for (file, note) in [
        (local.clone(), "semicolons between the columns, decimal commas"),
        (format!("sep=;\r\n{}", local.replace('\n', "\r\n")), "semicolons between the columns, decimal commas"),
        (plain.replace(',', "\t"), "tabs between the columns"),
        (plain.replace('\n', ",,\n"), ""),
        (format!("\u{feff}{plain},,,,\n,,,,\n"), ""),
        (plain.replace("item,", "ITEM,").replace("a,b,c,d", "A,B,C,D"), ""),
    ] {
        let outcome = convert(&file, "--from catr");
        assert_eq!((outcome.code, &outcome.stdout), (0, &expected), "{file:?}: {outcome:?}");
        let note = if note.is_empty() { String::new() } else { format!("note: f.csv is read with {note}\n") };
        assert_eq!(outcome.stderr, note, "{file:?}");
    }
    // write.table of R puts spaces between the columns.
    let spaces = "\"a\" \"b\" \"c\" \"d\"\n\"q1\" 1.25 0.4 0.2 1\n\"q2\"  0.9 -0.4 0 1\n";
    let outcome = convert(spaces, "--from catr");
    assert_eq!(
        (&outcome.stdout, outcome.stderr.as_str()),
        (&expected, "note: f.csv is read with spaces between the columns\n")
    );
    // And it gives the row names no header.
    assert_eq!(convert("a,b,c,d\nq1,1.25,0.4,0.2,1\nq2,0.9,-0.4,0,1\n", "--from catr").ok(), expected);
}

#[test]
fn a_table_keeps_its_texts_keys_and_options() {
    let table = "id,Model,A,B,Content,Stem,Key,option_A,Option_B,diffculty\n\
                 q1,2PL,1.2,0.5,algebra,\"2; 3, or NA?\",A,NA,\"b, c\",9\n";
    let outcome = convert(table, "--from table");
    let expected = "item_id,model,a,b,content,stem,key,option_A,option_B\n\
                    q1,2pl,1.2,0.5,algebra,\"2; 3, or NA?\",A,NA,\"b, c\"\n";
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, expected), "{outcome:?}");
    assert!(outcome.stderr.contains("not used: the columns \"diffculty\""), "{outcome:?}");
    let scored = "id,model,a,b1,b2,score_A,score_B,score_C,option_A,option_B,option_C\nq1,grm,1.5,0,1,2,1,0,x,y,z\n";
    let plain = convert(scored, "--from table").ok();
    assert!(plain.contains(",2,1,0") && plain.contains("score_A"), "{plain}");
    let reversed = convert(&scored.replace("1.5,0,1", "-1.5,1,0"), "--from table --reverse q1");
    let text = &reversed.stdout;
    assert!(reversed.code == 0 && !text.contains("score_A") && !text.contains("option_A"), "{reversed:?}");
}

#[test]
fn a_check_of_a_file_of_another_program_says_what_to_run() {
    let check = |file: &str| Desk::new().with("f.csv", file).run("bank check f.csv");
    for (file, program) in [
        ("name,discrimination,difficulty\nq1,1.2,0\n", "table"),
        ("item_id,model,discrimination,difficulty\nq1,2pl,1.2,0\n", "table"),
        ("\"\",a1,d,g,u\nq1,1.25,-0.5,0,1\n", "mirt"),
        ("\"\",Dffclt,Dscrmn\nq1,0.4,1.25\n", "ltm"),
    ] {
        let outcome = check(file);
        let remedy =
            format!("f.csv: `adaptive bank convert f.csv --from {program} --out bank.csv` reads such columns\n");
        assert!(outcome.code == 1 && outcome.stdout.contains(&remedy), "{outcome:?}");
        assert!(outcome.stdout.trim_end().ends_with("problems"), "{outcome:?}");
    }
    let keyed = check("item_id,model,a,b1,b2\nr,grm,-1.2,1,-0.5\n");
    assert!(keyed.stdout.contains("`adaptive bank convert f.csv --from table --reverse all` does so"), "{keyed:?}");
    let reversed = convert("item_id,model,a,b1,b2\nr,grm,-1.2,1,-0.5\n", "--from table --reverse all");
    assert_eq!(reversed.stdout, "item_id,model,a,b1,b2\nr,grm,1.2,-0.5,1\n");
    assert!(check("x,y\n1,2\n").stdout.contains("f.csv: the columns are \"x\", \"y\"\n"));
    assert!(!check("item_id,model,a,b,speed\nq1,2pl,1,0,3\n").stdout.contains("convert"));
}
