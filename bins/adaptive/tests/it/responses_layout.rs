//! The layout of files of responses: which column is what, one response a row, and what Excel and R write.

use crate::command::{Desk, Outcome, rows};
use crate::reference::{SEARCHED, assert_close};

const BANK: &str = "item_id,model,a,b\nq1,2pl,1.2,-0.4\nq2,2pl,0.9,0.7\n";
const PLAIN: &str = "examinee,q1,q2\nann,1,0\nbob,0,\n";

fn score_bytes(responses: &[u8], flags: &[&str]) -> Outcome {
    let desk = Desk::new().with("b.csv", BANK);
    std::fs::write(desk.path("r.csv"), responses).unwrap();
    let output = desk.command("score --bank b.csv --responses r.csv").args(flags).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn score(responses: &str, flags: &[&str]) -> Outcome {
    score_bytes(responses.as_bytes(), flags)
}

/// The file gives the same scores as the plain one.
#[track_caller]
fn check(responses: &str, flags: &[&str]) {
    assert_eq!(score(responses, flags).stdout, score(PLAIN, &[]).ok(), "{responses:?} {flags:?}");
}

#[test]
fn the_first_column_names_the_examinees_whatever_its_name() {
    for id in ["Examinee", "IDSTUD", "\"\"", "Name, first name", "id"] {
        let id = if id.contains(',') { format!("\"{id}\"") } else { id.to_owned() };
        assert_eq!(score(&PLAIN.replace("examinee", &id), &[]).ok(), score(PLAIN, &[]).ok());
    }
    // R's write.table leaves out the header of the names of rows.
    check("\"q1\",\"q2\"\n\"ann\",1,0\n\"bob\",0,NA\n", &[]);
}

#[test]
fn another_column_may_name_them() {
    check("q1,person,q2\n1,ann,0\n0,bob,\n", &["--id-column", "person"]);
    // The names of rows that R and pandas write are no column then.
    check("\"\",person,q1,q2\n0,ann,1,0\n1,bob,0,\n", &["--id-column", "person"]);
    check("group,Person,q1,q2\nx,ann,1,0\nx,bob,0,\n", &["--id-column", "person", "--ignore-columns", "group"]);
    let message = score(PLAIN, &["--id-column", "name"]).failure(1);
    let expected =
        "r.csv: line 1: there is no column \"name\", which --id-column names; there are: \"examinee\", \"q1\", \"q2\"";
    assert!(message.contains(expected), "{message}");
}

/// Fixed difficulties and a single candidate (TAM, issue 28); MAP with a standard normal prior by mpmath (30 digits).
#[test]
fn without_such_a_column_examinees_are_numbered() {
    let desk = Desk::new()
        .with("b.csv", "item_id,model,b\nitem1,1pl,1.5\nitem2,1pl,2.0\nitem3,1pl,1.0\n")
        .with("r.csv", "item1,item2,item3\n1,0,1\n,,\n\n0,0,1\n")
        .with("d.toml", "[estimator]\nfinal = \"map\"\n");
    let table = rows(&desk.run("score --bank b.csv --responses r.csv --design d.toml").ok());
    assert_close(&table[1][1], 0.912_537_801_856_388, SEARCHED, "theta");
    assert_close(&table[1][2], 0.774_361_424_546_787_1, SEARCHED, "standard error");
    // The second row has no response; the third keeps its number.
    assert_eq!([&table[1][0], &table[2][0]], ["1", "3"]);
}

#[test]
fn columns_that_are_no_items_are_left_out_when_asked() {
    let responses = "examinee,q1,\"age, years\",q2,total\nann,1,33,0,1\nbob,0,44,,0\n";
    check(responses, &["--ignore-unknown"]);
    check(responses, &["--ignore-columns", "\"age, years\",total"]);
}

#[test]
fn unknown_columns_are_named_together_with_the_remedy() {
    let message = score("examinee,q1,group,q2,total\nann,1,x,0,1\n", &[]).failure(1);
    let expected = "r.csv: line 1: 2 columns are no items of the bank: \"group\", \"total\". --ignore-columns \"group,total\" leaves \
                    them out, --ignore-unknown all columns that are no items";
    assert!(message.contains(expected), "{message}");
    let message = score("examinee,q1,\"age, years\"\nann,1,0\n", &[]).failure(1);
    assert!(message.contains("--ignore-columns '\"age, years\"' leaves it out"), "{message}");
    let message = score("examinee,q1,Q2\nann,1,0\n", &[]).failure(1);
    assert!(
        message.contains("line 1, column 3: \"Q2\" is not an item of the bank; for \"Q2\", the bank has \"q2\""),
        "{message}"
    );
    let message = score("Q1,q2\n1,0\n", &[]).failure(1);
    assert!(message.contains("line 1, column 1: \"Q1\" is not an item of the bank; the bank has \"q1\""), "{message}");
    let message = score("q1,q2,IDSTUD\n1,0,7\n", &[]).failure(1);
    assert!(
        message.contains("--id-column \"IDSTUD\" makes it the column of the examinees. --ignore-columns \"IDSTUD\""),
        "{message}"
    );
    let message = score("examinee,Q1,Q-2\nann,1,0\n", &[]).failure(1);
    assert!(message.contains("for \"Q1\", the bank has \"q1\"; for \"Q-2\", the bank has \"q2\""), "{message}");
    let many: Vec<String> = (0..30).map(|number| format!("v{number}")).collect();
    let message = score(&format!("examinee,q1,{}\n", many.join(",")), &[]).failure(1);
    assert!(message.contains("30 columns are no items of the bank: \"v0\", "), "{message}");
    assert!(message.contains("\"v19\", …. --ignore-unknown leaves out all columns that are no items"), "{message}");
    let message = score("examinee,i1,i2\nann,1,0\n", &[]).failure(1);
    assert!(message.contains("no column is an item of the bank; the columns are \"examinee\", \"i1\", \"i2\"; items of the bank are \"q1\", \"q2\""), "{message}");
}

#[test]
fn a_separator_that_is_not_known_shows_as_a_single_column() {
    let message = score("examinee|q1|q2\nann|1|0\n", &[]).failure(1);
    assert!(message.contains("there is one column, \"examinee|q1|q2\", and it is no item of the bank"), "{message}");
    assert!(message.contains("columns are separated by commas, semicolons or tabs"), "{message}");
}

#[test]
fn an_item_that_the_bank_lacks_is_not_taken_for_names_without_a_word() {
    let outcome = score("q0,q1,q2\n1,1,0\n0,0,1\n1,1,1\n1,0,0\n", &[]);
    assert!(outcome.code == 0 && outcome.stderr.contains("they look like responses"), "{outcome:?}");
    assert_eq!(score("id,q1,q2\n1,1,0\n2,0,1\n3,1,1\n4,0,0\n", &[]).stderr, "");
}

#[test]
fn the_files_of_excel_are_read() {
    check(&PLAIN.replace(',', ";"), &[]);
    check(&format!("sep=;\r\n{}", PLAIN.replace(',', ";")), &[]);
    check(&PLAIN.replace(',', "\t"), &[]);
    check("\u{feff}\"examinee\",\"q1\",\"q2\"\r\nann,1,0\r\nbob,0,\r\n,,\r\n,,\r\n", &[]);
    check("examinee,q1,q2,,\nann,1,0,,\nbob,0,,,\n", &[]);
    check("examinee,q1,,q2\nann,1,,0\nbob,0,,\n", &[]);
    let utf16: Vec<u8> =
        format!("\u{feff}{}", PLAIN.replace(',', "\t")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let outcome = score_bytes(&utf16, &[]);
    assert_eq!(outcome.stdout, score(PLAIN, &[]).ok());
    assert_eq!(outcome.stderr, "note: r.csv is read with the encoding UTF-16 LE, tabs between the columns\n");
    let message = score("examinee,q1,,q2\nann,1,1,0\n", &[]).failure(1);
    assert!(message.contains("line 2: \"1\" is in a column without a name"), "{message}");
}

#[test]
fn names_keep_their_letters() {
    let latin1: Vec<u8> =
        "examinee,q1,q2\nann,1,0\nJ\u{f6}rg,0,\n".chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let outcome = score_bytes(&latin1, &[]);
    assert_eq!(rows(&outcome.stdout)[2][0], "J\u{f6}rg");
    assert_eq!(outcome.stderr, "note: r.csv is read with the encoding Windows-1252 (Latin-1)\n");
    let table = rows(&score("\u{feff}\"examinee\",\"q1\",\"q2\"\n\"p \"\"x\"\"\",1,0\n,,\n", &[]).ok());
    assert_eq!((table.len(), table[1][0].as_str()), (2, "p \"x\""));
    let outcome = score_bytes(b"examinee,q1\n\xc3\xa9va,1\nJ\xf6rg,0\n", &[]);
    assert_eq!(rows(&outcome.stdout).len(), 2, "what stands before the fault is scored");
    assert!(outcome.failure(1).contains("r.csv: line 3: the byte 0xF6 is not UTF-8, though the text before it is"));
}

#[test]
fn there_may_be_one_response_a_row() {
    let flags = &["--long", "person,item,resp"];
    check("person,item,resp\nann,q1,1\nann,q2,0\nbob,q1,0\nbob,q2,NA\n", flags);
    check("item,resp,person\nq1,1,ann\nq1,0,bob\nq2,0,ann\n", flags);
    check("Person;Item;Resp;time\nann;q1;1;12,5\nbob;q1;0;3\nann;q2;0;7\n", flags);
    check(
        "person,item,resp\nann,q1,2\nann,q2,1\nbob,q1,1\nbob,q2,9\n",
        &["--long", "person,item,resp", "--lowest-category", "1", "--missing", "9"],
    );
    check(
        "person,item,resp\nann,q1,1\nann,x,0\nann,q2,0\nbob,q1,0\n",
        &["--long", "person,item,resp", "--ignore-unknown"],
    );
    check(
        "person,item,resp\nann,q1,1\nann,x,0\nann,q2,0\nbob,q1,0\n",
        &["--long", "person,item,resp", "--ignore-columns", "x"],
    );
    let message = score("person,item\nann,q1\n", flags).failure(1);
    assert!(
        message.contains("line 1: there is no column \"resp\", which --long names; there are: \"person\", \"item\""),
        "{message}"
    );
    let message = score(PLAIN, &["--long", "person,item"]).failure(2);
    assert!(message.contains("it has 2 names; three are needed"), "{message}");
}

#[test]
fn faults_in_single_responses_are_listed_and_other_examinees_scored() {
    let responses = "person,item,resp\nann,q1,1\nann,q1,1\nbob,q1,0\ncleo,q9,1\ndan,q1,x\n,q1,1\neva\n";
    let outcome = score(responses, &["--long", "person,item,resp"]);
    assert_eq!(rows(&outcome.stdout).iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["examinee", "bob"]);
    let message = outcome.failure(1);
    for expected in [
        "line 3, column \"q1\": examinee \"ann\" has a row with this item already",
        "line 5: \"q9\" is not an item of the bank",
        "line 6, column \"q1\": \"x\" is not a category",
        "line 7: the name of the examinee is empty",
        "line 8: 1 fields, but the header has 3",
        "5 faults in 5 rows; the examinees of these rows are not scored",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
}
