//! Bank files: every fault is reported at once, with its line.

use exam::{BankFile, BankFileError, ExamError, FourParameters, TextCause};
use irt_core::{MAX_LISTED_PROBLEMS, Metric};

const HEADER: &str = "item_id,model,a,b,stem,key,option_A,option_B,option_C";

fn read(file: &str) -> Result<BankFile, BankFileError> {
    BankFile::from_csv(file.as_bytes(), Metric::LOGISTIC).map_err(|error| match error {
        ExamError::InvalidBank(error) => error,
        other => panic!("{other:?}"),
    })
}

/// Line, item, column and code of all problems, parameters first.
fn problems(file: &str) -> Vec<(Option<u64>, String, String, &'static str)> {
    let error = read(file).unwrap_err();
    let parameters = error.parameters.iter().flat_map(irt_core::BankError::problems);
    let parameters =
        parameters.map(|p| (p.row, p.item_id.clone().unwrap_or_default(), p.column.clone(), p.cause.code()));
    let texts = error.texts.iter().map(|p| (Some(p.row), p.item_id.clone(), p.column.clone(), p.cause.code()));
    parameters.chain(texts).collect()
}

/// The problems of rows under the header; the same for all line ends, and after a byte order mark.
fn check(rows: &str, expected: &[(u64, &str, &str, &str)]) {
    let expected: Vec<_> = expected
        .iter()
        .map(|(line, item, column, code)| (Some(*line), (*item).to_owned(), (*column).to_owned(), *code))
        .collect();
    for end in ["\n", "\r\n", "\r"] {
        for mark in ["", "\u{feff}"] {
            let file = format!("{mark}{HEADER}\n{rows}").replace('\n', end);
            assert_eq!(problems(&file), expected, "{file:?}");
        }
    }
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_a_fault_of_its_row_and_nothing_else_is() {
    let expected: &[(u64, &str, &str, &str)] = &[(3, "", "stem", "unclosed_quotation_mark")];
    let first = "q1,2pl,1,0,One?,A,x,y,\n";
    check(&format!("{first}q2,2pl,1,0,\"Two?,A,x,y,\nq3,2pl,1,0,Three?,Z,x,y,\n"), expected);
    check(&format!("{first}q2,2pl,1,0,\"Two?,A,x,y,\nq3,2pl,1,0,\"Three?\",A,x,y,\n"), expected);
    check(&format!("{first}q2,2pl,1,0,\"She said \"two\"?\",A,x,y,\n"), expected);
    let sound = format!("{HEADER}\n{first}q2,2pl,1,0,\"She said \"\"two\"\"?\" ,A,\"x\",y,\n");
    assert_eq!(read(&sound).unwrap().items[1].stem.as_deref(), Some("She said \"two\"?"));
}

#[test]
fn a_key_names_one_of_two_or_more_options() {
    check("q1,2pl,1,0,s,D,x,y,z\n", &[(2, "q1", "key", "key_without_option")]);
    check("q1,2pl,1,0,s,C,x,y,\n", &[(2, "q1", "key", "key_without_option")]);
    check("q1,2pl,1,0,s,a,x,y,z\n", &[(2, "q1", "key", "key_without_option")]);
    check("q1,2pl,1,0,s,,x,y,z\n", &[(2, "q1", "key", "missing_key")]);
    check("q1,2pl,1,0,s,C,,,z\n", &[(2, "q1", "option_C", "single_option")]);
    check("q1,2pl,1,0,s,,x,,\n", &[(2, "q1", "option_A", "single_option")]);
}

#[test]
fn what_a_row_says_of_its_presentation_is_checked() {
    let header = "item_id,model,a,b,format,lang,direction,shuffle";
    for (cells, column, code) in [
        ("html,,,", "format", "unknown_format"),
        (",english language,,", "lang", "invalid_language"),
        (",,up,", "direction", "unknown_direction"),
        (",,,perhaps", "shuffle", "unknown_shuffle"),
    ] {
        let expected = [(Some(2), "q1".to_owned(), column.to_owned(), code)];
        assert_eq!(problems(&format!("{header}\nq1,2pl,1,0,{cells}\n")), expected);
    }
    assert_eq!(read(&format!("{header}\nq1,2pl,1,0,MARKDOWN,de,ltr,No\n")).unwrap().items.len(), 1);
}

#[test]
fn lines_are_those_of_the_file_with_blank_lines_and_quoted_stems() {
    let rows =
        "q1,2pl,1,0,s,A,x,y,\n\n\nq2,2pl,1,0,s,,x,y,\n\"q3\",2pl,1,0,\"two\nlines\n\",A,x,y,\nq4,2pl,-1,0,s,B,x,,\n";
    check(
        rows,
        &[
            (9, "q4", "a", "discrimination_not_positive"),
            (5, "q2", "key", "missing_key"),
            (9, "q4", "option_A", "single_option"),
        ],
    );
    check("\n\nq1,2pl,0,0,s,A,x,y,", &[(4, "q1", "a", "discrimination_not_positive")]);
}

#[test]
fn a_row_that_cannot_be_read_does_not_hide_the_texts_of_the_others() {
    check("q1,2pl\n\nq2,2pl,1,0,s,,x,y,\n", &[(2, "", "", "malformed_row"), (4, "q2", "key", "missing_key")]);
}

#[test]
fn faulty_columns_do_not_hide_faulty_texts() {
    let file = "\r\nitem_id,model,a,b,colour,key,option_A\r\nq1,2pl,1,0,red,A,x\r\n";
    let expected = [
        (Some(2), String::new(), "colour".to_owned(), "unknown_column"),
        (Some(3), "q1".to_owned(), "option_A".to_owned(), "single_option"),
    ];
    assert_eq!(problems(file), expected);
}

#[test]
fn problems_beyond_a_limit_are_counted_only() {
    let rows: String = (0..MAX_LISTED_PROBLEMS + 7).map(|row| format!("q{row},2pl,1,0,s,,x,y,\n")).collect();
    let error = read(&format!("{HEADER}\n{rows}")).unwrap_err();
    assert_eq!((error.texts.len(), error.unlisted(), error.parameters.is_none()), (MAX_LISTED_PROBLEMS, 7, true));
    let rows = rows.replace("2pl,1,", "2pl,-1,");
    let error = read(&format!("{HEADER}\n{rows}")).unwrap_err();
    assert_eq!(error.unlisted(), 14);
    assert!(error.to_string().contains("line 2"), "{error}");
}

#[test]
fn a_long_value_is_cut() {
    let key = "K".repeat(5000);
    let error = read(&format!("{HEADER}\nq1,2pl,1,0,s,{key},x,y,\n")).unwrap_err();
    assert_eq!(error.texts[0].cause, TextCause::KeyWithoutOption);
    assert!(error.texts[0].value.chars().count() <= 201 && error.to_string().len() < 400, "{error}");
}

#[test]
fn messages_say_where_and_what() {
    let error = read(&format!("{HEADER}\nq1,2pl,1,0,s,D,x,y,\n")).unwrap_err();
    let expected = "line 2, item \"q1\", column key: \"D\": the key must name one of the item's options";
    assert_eq!(error.to_string(), expected);
    let error = read(&format!("{HEADER}\nq1,2pl,1,0,s,,x,y,\nq2,2pl,1,0,s,,x,y,\n")).unwrap_err();
    let expected = "line 2, item \"q1\", column key: empty: an item with options needs a key or scores (and 1 more)";
    assert_eq!(error.to_string(), expected);
    let error = read(&format!("{HEADER}\nq1,2pl,0,0,s,,x,y,\n")).unwrap_err();
    let expected = "line 2, item \"q1\", column a: 0 is not above 0, and 1 in the texts";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn texts_come_back_trimmed_and_whole() {
    let file =
        format!("\u{feff}{HEADER}\r\n q1 , 2pl ,1,0,\" a, \"\"b\"\"\r\nc \", B ,x, y ,\r\n\r\nq2,2pl,1,0,,,,,\r\n");
    let bank = read(&file).unwrap();
    let [first, second] = bank.items.as_slice() else { panic!("{:?}", bank.items) };
    assert_eq!((first.item_id.as_str(), first.stem.as_deref()), ("q1", Some("a, \"b\"\r\nc")));
    assert_eq!(first.answer_key.as_deref(), Some("B"));
    let options: Vec<_> = first.options.iter().map(|o| (o.key.as_str(), o.text.as_str())).collect();
    assert_eq!(options, [("A", "x"), ("B", "y")]);
    assert_eq!((&second.stem, &second.answer_key, second.options.len()), (&None, &None, 0));
}

#[test]
fn parameters_of_the_record_are_those_of_the_engine() {
    let file = "item_id,model,a,b,c,d,content\nq1,1pl,,-0.1,,,x\nq2,4pl,1.3,0.7,0.1,0.95,\n";
    let bank = read(file).unwrap();
    let kept: Vec<_> = bank
        .items
        .iter()
        .map(|item| {
            let FourParameters { discrimination: a, difficulty: b, guessing: c, upper_asymptote: d } =
                item.four_parameters;
            (item.model.as_str(), a, b, c, d, item.content.as_deref())
        })
        .collect();
    assert_eq!(kept, [("1pl", 1.0, -0.1, 0.0, 1.0, Some("x")), ("4pl", 1.3, 0.7, 0.1, 0.95, None)]);
}

#[test]
fn what_is_no_bank_is_refused_and_never_read_in_part() {
    for file in ["", "\u{feff}", "\n\n\r\n", HEADER, "item_id,model\n", "\"", "\0\0\0", "a\rb\rc"] {
        assert!(read(file).is_err(), "{file:?}");
    }
    let not_text = BankFile::from_csv(b"item_id,model,a,b\nq1,2pl,1,0\nq\xff2,2pl,1,0\n", Metric::LOGISTIC);
    let Err(ExamError::InvalidBank(error)) = not_text else { panic!("{not_text:?}") };
    let problem = &error.parameters.as_ref().unwrap().problems()[0];
    assert_eq!((problem.row, problem.cause.code()), (Some(3), "malformed_row"));
}

#[test]
fn a_name_is_plain() {
    for name in ["", "a b", "a/b", "ä", &"x".repeat(65), "a\n"] {
        let bank = read("item_id,model,a,b\nq1,2pl,1,0\n").unwrap();
        let refused = bank.into_new_bank(name, std::time::UNIX_EPOCH);
        assert!(matches!(refused, Err(ExamError::InvalidValue { ref field, .. }) if field == "name"), "{name:?}");
    }
    let bank = read("item_id,model,a,b\nq1,2pl,1,0\n").unwrap();
    assert_eq!(bank.into_new_bank("a-B_1.2", std::time::UNIX_EPOCH).unwrap().items.len(), 1);
}
