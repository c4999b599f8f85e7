//! Banks whose numbers other people have published or computed.

use crate::command::{Desk, rows};

fn numbers(cells: &[String]) -> Vec<f64> {
    cells.iter().map(|cell| cell.parse().unwrap()).collect()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    let close = found.len() == expected.len() && found.iter().zip(expected).all(|(x, y)| (x - y).abs() < tolerance);
    assert!(close, "{found:?} instead of {expected:?}");
}

#[test]
fn an_item_with_a_lower_difficulty_can_be_the_most_informative() {
    // catsim #33, at theta = 0.3; probability and information computed with mpmath from the formula of the 3PL model.
    let bank = "item_id,model,a,b,c\nhardguess,3pl,0.8,0.6,0.35\neasy,3pl,1.6,-0.4,0.1\nmid,2pl,0.7,0.2,\n";
    let table = rows(&Desk::new().with("b.csv", bank).run("info --bank b.csv --theta 0.3,0.4,2").ok());
    assert_close(&numbers(&table[1][2..]), &[0.636_186_127_976_324_6, 0.070_948_869_149_872_85], 1e-12);
    assert_close(&numbers(&table[2][2..]), &[0.778_589_844_804_053_2, 0.413_864_771_084_758_33], 1e-12);
    assert_close(&numbers(&table[3][2..]), &[0.517_492_857_666_389_7, 0.122_350_059_966_025_06], 1e-12);
}

#[test]
fn generalized_partial_credit_items_have_the_expected_score_and_information_of_the_formula() {
    // catsim #18; at theta = -1, 0, 1: the expected score over 3, and the information, computed with mpmath.
    let bank = "item_id,model,a,b1,b2,b3\ng,gpcm,0.9,-0.5,0.2,1.1\n";
    let table = rows(&Desk::new().with("b.csv", bank).run("info --bank b.csv --theta=-1,1,3").ok());
    assert_close(&numbers(&table[1][2..]), &[0.206_485_328_801_917_94, 0.461_107_731_083_915_9], 1e-12);
    assert_close(&numbers(&table[2][2..]), &[0.431_344_823_776_657, 0.719_919_032_960_084], 1e-12);
    assert_close(&numbers(&table[3][2..]), &[0.689_726_475_792_582_1, 0.606_917_095_941_053_5], 1e-12);
}

#[test]
fn difficulties_and_andrich_thresholds_of_facets_score_as_rating_scale_items() {
    // TAM #10; the maximum of the likelihood and its standard error, computed with mpmath from the partial credit items.
    let difficulties = [
        -0.963_399_4,
        -0.776_738_1,
        -0.449_520_7,
        -0.154_096_3,
        -0.420_719_6,
        0.301_630_4,
        1.080_987,
        1.475,
        -0.718_508_7,
        0.625_365_2,
    ];
    let items: String = (1..)
        .zip(difficulties)
        .map(|(number, b)| format!("{number},rsm,{b},-0.705287,-0.5381367,0.2757481,0.9676757\n"))
        .collect();
    let desk = Desk::new().with("b.csv", &format!("item_id,model,b,d1,d2,d3,d4\n{items}"));
    let desk = desk.with("r.csv", "examinee,1,2,3,4,5,6,7,8,9,10\nA,4,3,3,2,3,1,0,0,3,2\n");
    let desk = desk.with("d.toml", "[estimator]\nfinal = \"mle\"\n");
    let scores = rows(&desk.run("score --bank b.csv --responses r.csv --design d.toml").ok());
    assert_close(&numbers(&scores[1][1..3]), &[0.037_832_312_622_807_694, 0.318_721_788_853_172_4], 1e-6);
}
