//! Files in the encodings and with the separators that Excel writes, depending on the settings of its country.

use crate::command::{Desk, rows};

const PLAIN: &str = "item_id,model,a,b,content\nq1,2pl,1.2,-0.4,G\u{e9}om\u{e9}trie\nq2,2pl,0.9,0.7,\n";
const INFO: &str = "info --bank b.csv --theta=-1,1,2";

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn desk(bank: &[u8]) -> Desk {
    let desk = Desk::new();
    std::fs::write(desk.path("b.csv"), bank).unwrap();
    desk
}

/// The bank gives the same numbers as the plain one, and this note.
#[track_caller]
fn check(bank: &[u8], note: &str) {
    let outcome = desk(bank).run(INFO);
    let note = if note.is_empty() { String::new() } else { format!("note: b.csv is read with {note}\n") };
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, note.as_str()), "{outcome:?}");
    let expected = rows(&desk(PLAIN.as_bytes()).run(INFO).ok());
    assert_eq!(rows(&outcome.stdout), expected);
}

#[test]
fn banks_in_all_encodings_have_the_same_numbers() {
    check(format!("\u{feff}{PLAIN}").as_bytes(), "");
    check(&latin1(PLAIN), "the encoding Windows-1252 (Latin-1)");
    check(&utf16(&format!("\u{feff}{PLAIN}"), u16::to_le_bytes), "the encoding UTF-16 LE");
    check(&utf16(&format!("\u{feff}{PLAIN}"), u16::to_be_bytes), "the encoding UTF-16 BE");
    check(&utf16(PLAIN, u16::to_le_bytes), "the encoding UTF-16 LE");
}

#[test]
fn texts_keep_their_letters() {
    let summary = desk(&latin1(PLAIN)).run("bank summary b.csv");
    assert!(summary.stdout.contains("G\u{e9}om\u{e9}trie"), "{summary:?}");
}

#[test]
fn semicolons_and_tabs_separate_columns_and_commas_decimals() {
    let local = PLAIN.replace(',', ";").replace('.', ",");
    check(local.as_bytes(), "semicolons between the columns, decimal commas");
    check(
        format!("sep=;\r\n{}", local.replace('\n', "\r\n")).as_bytes(),
        "semicolons between the columns, decimal commas",
    );
    check(PLAIN.replace(',', ";").as_bytes(), "semicolons between the columns");
    check(PLAIN.replace(',', "\t").as_bytes(), "tabs between the columns");
    check(b"item_id,model,a,b\nq1,2pl,\"1,2\",\"-0,4\"\nq2,2pl,\"0,9\",\"0,7\"\n", "decimal commas");
    let unicode_text = utf16(&format!("\u{feff}{}", local.replace(';', "\t")), u16::to_le_bytes);
    check(&unicode_text, "the encoding UTF-16 LE, tabs between the columns, decimal commas");
}

#[test]
fn empty_columns_and_rows_at_the_end_make_no_difference() {
    // An import refuses these columns, so a note has them.
    check(PLAIN.replace('\n', ",\n").as_bytes(), "columns that are empty");
    check(PLAIN.replace('\n', ",,\n").as_bytes(), "columns that are empty");
    check(format!("{PLAIN},,,,\n,,,,\n").as_bytes(), "");
    check(format!("\n{PLAIN}\n \n").as_bytes(), "");
}

#[test]
fn names_of_columns_may_have_capitals() {
    check(
        PLAIN.replace("item_id,model,a,b,content", "Item_ID,Model,A,B,Content").as_bytes(),
        "names of columns in capitals",
    );
    let texts = "Item_ID,MODEL,B,Stem,Key,Option_A,Option_b\nq1,1pl,0,?,A,x,y\n";
    let found = desk(texts.as_bytes()).run("bank check b.csv");
    assert!(found.code == 0 && found.stdout.contains("1 of 1 item have options"), "{found:?}");
}

#[test]
fn commas_for_thousands_are_no_decimal_commas() {
    let message = desk(b"item_id;model;a;b\nq1;2pl;1.2;0\nq2;2pl;1,000;0\n").run(INFO).stderr;
    assert!(message.contains("b.csv: line 3, item \"q2\", column a: 1,000 is not a number"), "{message}");
    assert!(message.contains("decimal points; numbers with a comma are not read"), "{message}");
}

#[test]
fn faults_are_on_the_lines_of_the_file() {
    for (bank, line) in [
        ("sep=;\nitem_id;model;a;b\nq1;2pl;-1;0\n", 3),
        ("item_id;model;a;b\r\n\r\n;;;\r\nq0;2pl;1;0\r\nq1;2pl;-1;0\r\n", 5),
        ("item_id,model,a,b,stem,\nq0,2pl,1,0,\"two\r\nlines\",\nq1,2pl,-1,0,\n", 4),
    ] {
        let outcome = desk(bank.as_bytes()).run("bank check b.csv");
        let expected = format!("b.csv: line {line}, item \"q1\", column a: -1 is not above 0");
        assert!(outcome.code == 1 && outcome.stdout.contains(&expected), "{bank:?}: {outcome:?}");
    }
}

#[test]
fn what_is_no_text_is_named_with_its_line() {
    for (bank, expected) in [
        (&b"PK\x03\x04\x14\0\x06\0"[..], "b.csv: line 1: the file is an Excel workbook (xlsx)"),
        (b"$FL2@(#) SPSS DATA FILE", "line 1: the file is an SPSS file (sav)"),
        (b"\x1f\x8b\x08\0\0\0", "line 1: the file is compressed (gzip, rds)"),
        (b"item_id,model,b\nG\xc3\xa9o,1pl,0\nG\xe9o,1pl,0\n", "line 3: the byte 0xE9 is not UTF-8, though"),
        (
            b"item_id,model,b,stem\nq,1pl,0,\"open\nr,1pl,0,x\n",
            "line 2: field 4 of the row has a quotation mark that is not",
        ),
        (b"item_id,model,b\nq\x81,1pl,0\n", "line 2: the byte 0x81 is neither UTF-8 nor Windows-1252"),
    ] {
        for command in [INFO, "bank check b.csv"] {
            let message = desk(bank).run(command).failure(1);
            assert!(message.contains(expected), "{message}");
        }
    }
}

#[test]
fn abilities_are_read_alike() {
    let run = "simulate --bank b.csv --design d.toml --thetas t.csv --seed 1 --out";
    let desk = Desk::new().with("b.csv", PLAIN).with("d.toml", "").with("t.csv", "theta,name\n-0.5,a\n1.25,b\n");
    let expected = desk.run(&format!("{run} one")).ok();
    std::fs::write(desk.path("t.csv"), latin1("Name;Theta\nJ\u{f6}rg;-0,5\n;\nb;1.25\n")).unwrap();
    let outcome = desk.run(&format!("{run} two"));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, expected.as_str()), "{outcome:?}");
    assert!(
        outcome.stderr.contains("t.csv is read with the encoding Windows-1252 (Latin-1), semicolons"),
        "{outcome:?}"
    );
}
