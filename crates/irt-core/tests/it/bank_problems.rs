//! Item banks that are refused, and why.

use irt_core::{BankError, BankProblem, FourPl, Item, ItemBank, ItemIndex, MAX_LISTED_PROBLEMS, Metric, ModelName};

fn read(csv: &str) -> Result<ItemBank, BankError> {
    ItemBank::from_csv(csv.as_bytes(), Metric::LOGISTIC)
}

fn problems(csv: &str) -> Vec<BankProblem> {
    read(csv).unwrap_err().problems().to_vec()
}

/// The file has exactly this problem: line, item, column, value, code.
#[track_caller]
fn check(csv: &str, row: u64, item_id: &str, column: &str, value: &str, code: &str) {
    let problems = problems(csv);
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    let found = (problem.row, problem.item_id.as_deref().unwrap_or(""), &*problem.column, &*problem.value);
    assert_eq!(found, (Some(row), item_id, column, value));
    assert_eq!(problem.cause.code(), code);
}

/// A 4PL item `q` with these parameters has exactly this problem.
#[track_caller]
fn check_item(parameters: &str, column: &str, value: &str, code: &str) {
    check(&format!("item_id,model,a,b,c,d\nok,4pl,1,0,0,1\nq,4pl,{parameters}\n"), 3, "q", column, value, code);
}

#[test]
fn a_quoted_field_that_is_not_closed_ends_the_reading() {
    let code = "unclosed_quotation_mark";
    check("item_id,model,b,stem\nq1,1pl,0,\"one\nq2,1pl,high,two\n", 2, "", "stem", "", code);
    check("item_id,model,b,\"stem\nq1,1pl,0,one\n", 1, "", "", "", code);
    check("item_id,model,b,stem\n\"q\"1,1pl,0,one\n", 2, "", "item_id", "", code);
}

#[test]
fn parameters_out_of_range_are_named() {
    check_item("0,0,0,1", "a", "0", "discrimination_not_positive");
    check_item("-1.5,0,0,1", "a", "-1.5", "discrimination_not_positive");
    check_item("100.5,0,0,1", "a", "100.5", "discrimination_too_large");
    check_item("1,-101,0,1", "b", "-101", "difficulty_out_of_range");
    check_item("1,0,-0.1,1", "c", "-0.1", "guessing_out_of_range");
    check_item("1,0,1.2,1", "c", "1.2", "guessing_out_of_range");
    check_item("1,0,0,0", "d", "0", "upper_asymptote_out_of_range");
    check_item("1,0,0,1.01", "d", "1.01", "upper_asymptote_out_of_range");
    check_item("1,0,0.6,0.6", "c", "0.6", "guessing_not_below_upper_asymptote");
}

#[test]
fn values_that_are_no_finite_numbers_are_named() {
    check_item("NaN,0,0,1", "a", "NaN", "not_finite");
    check_item("1,inf,0,1", "b", "inf", "not_finite");
    check_item("1,0,-1e999,1", "c", "-1e999", "not_finite");
    check_item("1,0,0,one", "d", "one", "not_a_number");
    check_item("1,\"0,5\",0,1", "b", "0,5", "not_a_number");
    check_item("1,,0,1", "b", "", "missing_value");
}

#[test]
fn models_take_their_own_parameters_only() {
    let header = "item_id,model,a,b,c,d,b1\n";
    check(&format!("{header}q,2pl,1,0,0.2,,\n"), 2, "q", "c", "0.2", "unused_parameter");
    check(&format!("{header}q,1pl,,0,0.2,,\n"), 2, "q", "c", "0.2", "unused_parameter");
    check(&format!("{header}q,3pl,1,0,0.2,0.9,\n"), 2, "q", "d", "0.9", "unused_parameter");
    check(&format!("{header}q,2pl,1,0,,,0.4\n"), 2, "q", "b1", "0.4", "unused_parameter");
    check(&format!("{header}q,1pl,-1,0,,,\n"), 2, "q", "a", "-1", "discrimination_not_positive");
    for (model, row, column) in
        [("1pl", ",,,", "b"), ("2pl", ",0,,", "a"), ("3pl", "1,0,,", "c"), ("4pl", "1,0,0.1,", "d")]
    {
        check(&format!("{header}q,{model},{row},\n"), 2, "q", column, "", "missing_value");
    }
}

#[test]
fn models_that_cannot_be_used_are_named() {
    check("item_id,model,b\nq,5pl,0\n", 2, "q", "model", "5pl", "unknown_model");
    check("item_id,model,b\nq,,0\n", 2, "q", "model", "", "missing_value");
}

#[test]
fn item_ids_are_checked() {
    let csv = "item_id,model,b\nq,1pl,0\nr,1pl,0\nq,1pl,1\n";
    check(csv, 4, "q", "item_id", "q", "duplicate_item_id");
    let message = "line 4, item \"q\", column item_id: q is already the id of item 1 of the bank";
    assert_eq!(read(csv).unwrap_err().to_string(), message);
    check("item_id,model,b\n ,1pl,0\n", 2, "", "item_id", "", "invalid_item_id");
    let long = "x".repeat(129);
    check(&format!("item_id,model,b\n{long},1pl,0\n"), 2, &long, "item_id", &long, "invalid_item_id");
}

#[test]
fn columns_are_checked() {
    check("item_id,model,b,difficulty\nq,1pl,0,0\n", 1, "", "difficulty", "", "unknown_column");
    check("item_id,model,b,b01\nq,1pl,0,\n", 1, "", "b01", "", "unknown_column");
    check("item_id,model,b,option_\nq,1pl,0,\n", 1, "", "option_", "", "unknown_column");
    check("item_id,model,b,\nq,1pl,0,\n", 1, "", "number 4 (no name)", "", "unknown_column");
    check("item_id,model,b,b\nq,1pl,0,0\n", 1, "", "b", "", "duplicate_column");
    check("model,b\n1pl,0\n", 1, "", "item_id", "", "missing_column");
    check("item_id,b\nq,0\n", 1, "", "model", "", "missing_column");
    check("item_id,model\nq,1pl\n", 2, "q", "b", "", "missing_value");
}

#[test]
fn a_header_without_commas_is_told_what_stands_between_its_columns() {
    for (separator, name) in [(";", "semicolons"), ("\t", "tabs")] {
        let csv = "item_id,model,b\nq,1pl,0\n".replace(',', separator);
        check(&csv, 1, "", "", "", "other_separator");
        assert!(read(&csv).unwrap_err().to_string().starts_with(&format!("line 1: has {name} between")));
    }
    check("\"item_id\";\"model\"\n\"q\";\"1pl\"\n", 1, "", "", "", "other_separator");
    check("item_id\nq\n", 1, "", "model", "", "missing_column");
    check("PK\u{3}\u{4}\u{14}\n", 1, "", "", "a workbook (save it as CSV UTF-8)", "malformed_row");
}

#[test]
fn rows_that_are_not_like_the_header_are_named() {
    check("item_id,model,b\nq,1pl,0\nr,1pl\n", 3, "", "", "a row of 2 fields under a header of 3", "malformed_row");
    let latin = ItemBank::from_csv(&b"item_id,model,b\nq\xe9,1pl,0\n"[..], Metric::LOGISTIC).unwrap_err();
    assert_eq!(latin.problems()[0].cause.code(), "malformed_row");
    assert_eq!(latin.problems()[0].row, Some(2));
}

#[test]
fn long_values_are_cut_in_reports() {
    let found = problems(&format!("item_id,model,b\nq,1pl,{}\n", "é".repeat(100_000)));
    assert_eq!(found[0].value.chars().count(), 201);
}

#[test]
fn a_source_that_breaks_off_is_reported() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk on fire"))
        }
    }
    let error = ItemBank::from_csv(Broken, Metric::LOGISTIC).unwrap_err();
    assert_eq!(error.problems()[0].cause.code(), "unreadable");
    assert!(error.to_string().contains("disk on fire"));
}

#[test]
fn a_bank_without_items_is_refused() {
    for csv in ["", "item_id,model,b\n"] {
        let problems = problems(csv);
        assert_eq!((problems.len(), problems[0].cause.code(), problems[0].row), (1, "empty_bank", None));
    }
    let error = ItemBank::new(Metric::LOGISTIC, Vec::new()).unwrap_err();
    assert_eq!(error.problems()[0].cause.code(), "empty_bank");
}

#[test]
fn all_problems_of_a_file_are_listed() {
    let csv = "item_id,model,a,b,c,d\nq,4pl,-1,x,2,NaN\nq,3pl,1,0,0.2,\nr,9pl,,,,\n";
    let codes: Vec<_> = problems(csv).iter().map(|problem| (problem.row.unwrap(), problem.cause.code())).collect();
    let expected = [
        (2, "not_a_number"),
        (2, "discrimination_not_positive"),
        (2, "guessing_out_of_range"),
        (2, "not_finite"),
        (3, "duplicate_item_id"),
        (4, "unknown_model"),
    ];
    assert_eq!(codes, expected);
    assert!(read(csv).unwrap_err().to_string().ends_with("(and 5 other problems)"));
}

#[test]
fn the_list_of_problems_is_limited() {
    let rows: String = (0..MAX_LISTED_PROBLEMS + 5).map(|number| format!("q{number},1pl,\n")).collect();
    let error = read(&format!("item_id,model,b\n{rows}")).unwrap_err();
    assert_eq!((error.problems().len(), error.unlisted()), (MAX_LISTED_PROBLEMS, 5));
}

#[test]
fn repeated_ids_are_refused_from_code_too() {
    let item = |id| Item::new(id, FourPl::one_pl(0.0).unwrap()).unwrap();
    let error = ItemBank::new(Metric::LOGISTIC, vec![item("a"), item("b"), item("a")]).unwrap_err();
    let [problem] = error.problems() else { panic!("{error:?}") };
    assert_eq!((problem.row, problem.position), (None, Some(2)));
    assert_eq!(problem.cause.code(), "duplicate_item_id");
}

#[test]
fn single_parameters_are_refused_from_code_too() {
    for (item, parameter, code) in [
        (FourPl::two_pl(0.0, 0.0), "a", "discrimination_not_positive"),
        (FourPl::one_pl(f64::NAN), "b", "not_finite"),
        (FourPl::three_pl(1.0, 0.0, 1.0), "c", "guessing_out_of_range"),
        (FourPl::new(1.0, 0.0, 0.0, 2.0), "d", "upper_asymptote_out_of_range"),
        (FourPl::with_name(ModelName::TwoPl, 1.0, 0.0, 0.1, 1.0), "c", "unused_parameter"),
    ] {
        let error = item.unwrap_err();
        assert_eq!((error.parameter.to_string().as_str(), error.cause.code()), (parameter, code));
    }
}

#[test]
fn a_file_in_any_column_order_is_read() {
    let csv = "\u{feff} c , b,content,a,stem,option_A,key,model,item_id,b1,d\n\
        0.2, -1.5 , algebra ,1.1,\"What, is\n x?\",7,A,3PL, q1 ,,\n\
        ,0.5,,,,,,1pl,q2,,1\n\
        0,0.5,,2,,,,2pl,q3,,\n";
    let bank = read(csv).unwrap();
    let parameters = |id: &str| {
        let item = bank.item(bank.index_of(id).unwrap()).unwrap();
        let model = item.four_pl().unwrap();
        (model.name(), [model.a(), model.b(), model.c(), model.d()], item.content.map(str::to_owned))
    };
    assert_eq!(parameters("q1"), (ModelName::ThreePl, [1.1, -1.5, 0.2, 1.0], Some("algebra".to_owned())));
    assert_eq!(parameters("q2"), (ModelName::OnePl, [1.0, 0.5, 0.0, 1.0], None));
    assert_eq!(parameters("q3"), (ModelName::TwoPl, [2.0, 0.5, 0.0, 1.0], None));
}

#[test]
fn lines_are_those_of_the_file_also_after_long_fields() {
    let csv = "item_id,model,b,stem\nq,1pl,0,\"two\nlines\"\nr,1pl,x,\n";
    check(csv, 4, "r", "b", "x", "not_a_number");
}

#[test]
fn foreign_indexes_and_ids_are_not_found() {
    let bank = read("item_id,model,b\nq,1pl,0\n").unwrap();
    let foreign = ItemIndex(1);
    assert!(bank.item(foreign).is_none() && bank.id(foreign).is_none() && bank.categories(foreign).is_none());
    assert_eq!((bank.index_of("Q"), bank.index_of("q")), (None, Some(ItemIndex(0))));
}

/// A source without an end that counts the bytes it has given.
struct Endless<'a>(&'a std::cell::Cell<u64>);

impl std::io::Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let given = self.0.get();
        let text = if given == 0 { "item_id,model,a,b\n".to_owned() } else { format!("q{given},2pl,1,0\n") };
        let count = text.len().min(buffer.len());
        buffer[..count].copy_from_slice(&text.as_bytes()[..count]);
        self.0.set(given + count as u64);
        Ok(count)
    }
}

#[test]
fn reading_stops_at_the_most_items_that_a_bank_may_have() {
    let given = std::cell::Cell::new(0);
    let error = ItemBank::from_csv_within(1_000, Endless(&given), Metric::LOGISTIC).unwrap_err();
    assert_eq!(error.problems()[0].cause.code(), "too_many_items");
    assert!(error.to_string().contains("more than the 1000 items"), "{error}");
    assert!(given.get() < 100_000, "{} bytes were read", given.get());
    let exactly = "item_id,model,a,b\nq1,2pl,1,0\nq2,2pl,1,0\n";
    assert_eq!(ItemBank::from_csv_within(2, exactly.as_bytes(), Metric::LOGISTIC).unwrap().len(), 2);
    assert!(ItemBank::from_csv_within(1, exactly.as_bytes(), Metric::LOGISTIC).is_err());
}
