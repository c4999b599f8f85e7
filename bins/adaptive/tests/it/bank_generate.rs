//! `adaptive bank generate`.

use crate::command::{Desk, rows};

fn generate(flags: &str) -> String {
    Desk::new().run(&format!("bank generate {flags}")).ok()
}

fn numbers(bank: &str, column: &str) -> Vec<f64> {
    let rows = rows(bank);
    let place = rows[0].iter().position(|name| name == column).unwrap();
    rows[1..].iter().filter(|row| !row[place].is_empty()).map(|row| row[place].parse().unwrap()).collect()
}

#[test]
fn a_bank_of_every_model_passes_the_check() {
    for model in ["1pl", "2pl", "3pl", "4pl", "grm", "mgrm", "pcm", "gpcm", "rsm", "nrm"] {
        for (seed, categories) in [(1, "2"), (2, "3"), (3, "7")] {
            let bank = generate(&format!("--items 300 --model {model} --categories {categories} --seed {seed}"));
            let desk = Desk::new();
            let check = desk.run_with_input("bank check -", &bank);
            assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{model}: {check:?}");
            assert!(check.stdout.starts_with("standard input: 300 items"), "{model}: {check:?}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bank_everywhere() {
    // Computed in Python 3 from SplitMix64, PCG XSL-RR 128/64 and Box and Muller (1958), in the order b, a, c, d.
    let bank = generate("--items 3 --model 4pl --seed 1");
    assert_eq!(bank, generate("--items 3 --model 4pl --seed 1"));
    assert_ne!(bank, generate("--items 3 --model 4pl --seed 2"));
    let expected = "item_id,model,a,b,c,d\nitem_001,4pl,1.2037,0.8546,0.0977,0.9568\n\
                    item_002,4pl,1.1618,-1.98,0.1508,0.9696\nitem_003,4pl,0.9849,2.9761,0.0724,0.7608\n";
    assert_eq!(bank, expected);
    // An item does not depend on how many there are.
    assert!(generate("--items 9 --model 4pl --seed 1").starts_with(expected));
}

#[test]
fn a_drawn_seed_is_shown_and_gives_the_same_bank_again() {
    let desk = Desk::new();
    let outcome = desk.run("bank generate --items 5 --model 2pl --out b.csv");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{outcome:?}");
    let seed = outcome.stderr.split("--seed ").nth(1).unwrap().split(' ').next().unwrap();
    let written = std::fs::read_to_string(desk.path("b.csv")).unwrap();
    assert_eq!(written, generate(&format!("--items 5 --model 2pl --seed {seed}")));
}

#[test]
fn parameters_come_from_their_distributions() {
    let bank = generate("--items 4000 --model 3pl --a lognormal:0,0.1122 --b uniform:-2,2 --c beta:5,17 --seed 4");
    let mean = |column| numbers(&bank, column).iter().sum::<f64>() / 4000.0;
    // Means exp(0.1122^2 / 2), 0 and 5 / 22; four standard errors.
    assert!((mean("a") - 1.006_314).abs() < 4.0 * 0.1133 / 4000_f64.sqrt(), "{}", mean("a"));
    assert!(mean("b").abs() < 4.0 * 1.1547 / 4000_f64.sqrt(), "{}", mean("b"));
    assert!((mean("c") - 0.227_273).abs() < 4.0 * 0.0874 / 4000_f64.sqrt(), "{}", mean("c"));
    assert!(numbers(&bank, "b").iter().all(|b| (-2.0..=2.0).contains(b)));
    assert!(bank.lines().nth(1).unwrap().starts_with("item_0001,3pl,"));
}

#[test]
fn categories_are_fixed_or_drawn_and_thresholds_of_graded_items_rise() {
    let bank = generate("--items 300 --model grm --categories 3-5 --seed 6");
    let mut counts = [0; 3];
    for row in &rows(&bank)[1..] {
        let thresholds: Vec<f64> =
            row[3..].iter().filter(|cell| !cell.is_empty()).map(|cell| cell.parse().unwrap()).collect();
        assert!(thresholds.is_sorted_by(|one, other| one < other), "{row:?}");
        counts[thresholds.len() - 2] += 1;
    }
    // 100 each is expected, with a standard deviation of 8.2.
    assert!(counts.iter().all(|count| (67..=133).contains(count)), "{counts:?}");
    let bank = generate("--items 50 --model rsm --categories 4 --seed 6");
    let mut steps = numbers(&bank, "d1");
    steps.dedup();
    assert_eq!(steps.len(), 1, "the items of a rating scale share their steps");
}

#[test]
fn content_areas_have_their_shares() {
    let bank = generate("--items 10 --model 1pl --content algebra:0.5,geometry:0.3,numbers:0.2 --prefix m- --seed 1");
    let count = |area: &str| rows(&bank).iter().filter(|row| row.last().unwrap() == area).count();
    assert_eq!([count("algebra"), count("geometry"), count("numbers")], [5, 3, 2]);
    assert!(bank.contains("\nm-001,1pl,"), "{bank}");
}

#[test]
fn what_cannot_be_generated_is_said() {
    for (flags, code, expected) in [
        ("--items 3 --model 2pl --c uniform:0,0.2", 1, "--c is given, but the model 2pl draws no c; it has --b, --a"),
        ("--items 3 --model rsm --categories 3-5", 1, "items of the model rsm share their categories"),
        ("--items 3 --model 2pl --a fixed:-1", 1, "no item of the model 2pl comes from these distributions"),
        ("--items 3 --model 2pl --a gamma:1,1", 2, "a distribution is normal:MEAN,SD"),
        ("--items 0 --model 2pl", 2, "0"),
        ("--items 3 --model 2pl --content a:0.5", 2, "the shares make 0.5 and not 1"),
        ("--items 3 --model 5pl", 2, "1pl, 2pl"),
    ] {
        let message = Desk::new().run(&format!("bank generate --seed 1 {flags}")).failure(code);
        assert!(message.contains(expected), "{flags}: {message}");
    }
}
