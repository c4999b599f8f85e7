//! Banks.

use super::refusal::assert_refused;
use super::samples::{DELICATE, DELICATE_TEXT, bank, fresh_name, item, moment};
use crate::record::Record;
use crate::rows::{
    BankId, BankRecord, FourParameters, ItemRecord, NewBank, OptionRecord, Presentation, TextDirection, TextFormat,
};

async fn kept(record: &dyn Record, bank: NewBank) -> BankRecord {
    let summary = record.insert_bank(bank).await.unwrap();
    let kept = record.bank(summary.id).await.unwrap().unwrap();
    assert_eq!(kept.summary, summary);
    kept
}

pub(super) async fn a_bank_comes_back_bit_for_bit(record: &dyn Record) {
    let mut items: Vec<ItemRecord> = (0..DELICATE.len()).map(item).collect();
    for (item, &value) in items.iter_mut().zip(&DELICATE) {
        item.four_parameters =
            FourParameters { discrimination: value, difficulty: -value, guessing: value / 2.0, upper_asymptote: value };
    }
    items[0].stem = Some(DELICATE_TEXT.into());
    items[0].options = vec![OptionRecord { key: "Ω".into(), text: format!("{DELICATE_TEXT}\0"), score: Some(255) }];
    items[0].presentation = Presentation {
        format: TextFormat::Markdown,
        lang: Some("zh-Hant".into()),
        direction: Some(TextDirection::Auto),
        fixed_order: true,
    };
    items[1] = ItemRecord { content: None, stem: None, answer_key: None, options: vec![], ..items[1].clone() };
    items[2].content = Some(String::new());
    items[2].parameters = Some("{\"a\":1.2,\"b1\":-0.5}".into());
    let name = fresh_name(DELICATE_TEXT);

    let bank = NewBank { name: name.clone(), scaling_constant: 1.0 / 3.0, items: items.clone(), created_at: moment(0) };
    let kept = kept(record, bank).await;

    let bits = |items: &[ItemRecord]| -> Vec<[u64; 4]> {
        let values = |FourParameters { discrimination, difficulty, guessing, upper_asymptote }| {
            [discrimination, difficulty, guessing, upper_asymptote].map(f64::to_bits)
        };
        items.iter().map(|item| values(item.four_parameters)).collect()
    };
    assert_eq!(kept.summary.name, name);
    assert_eq!(kept.summary.scaling_constant.to_bits(), (1.0_f64 / 3.0).to_bits());
    assert_eq!(kept.items, items);
    assert_eq!(bits(&kept.items), bits(&items));
}

pub(super) async fn a_bank_may_be_empty(record: &dyn Record) {
    let kept = kept(record, bank(&fresh_name("empty"), 0)).await;
    assert_eq!((kept.summary.item_count, kept.items.len()), (0, 0));
}

pub(super) async fn a_first_version_is_kept_unless_there_is_one(record: &dyn Record) {
    let first = bank(&fresh_name("first"), 2);
    let kept = record.insert_first_bank(first.clone()).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.item_count), (1, 2));
    assert_eq!(record.insert_first_bank(first.clone()).await.unwrap(), None);
    assert_eq!(record.latest_bank(&first.name).await.unwrap(), Some(kept.clone()));
    assert_eq!(record.bank(kept.id).await.unwrap().unwrap().items, first.items);
    assert_eq!(record.insert_bank(first).await.unwrap().version, 2);
}

pub(super) async fn a_bank_may_be_large(record: &dyn Record) {
    let large = bank(&fresh_name("large"), 50_000);
    let items = large.items.clone();
    assert!(kept(record, large).await.items == items, "the items differ");
}

pub(super) async fn versions_count_up_for_each_name(record: &dyn Record) {
    let (name, other) = (fresh_name("versions"), fresh_name("versions"));
    assert_eq!(record.latest_bank(&name).await.unwrap(), None);
    for version in 1..=3 {
        let summary = record.insert_bank(bank(&name, 1)).await.unwrap();
        assert_eq!(summary.version, version);
        assert_eq!(record.latest_bank(&name).await.unwrap(), Some(summary.clone()));
        assert_eq!(record.bank_version(&name, version).await.unwrap(), Some(summary));
        assert_eq!(record.bank_version(&name, version + 1).await.unwrap(), None);
    }
    assert_eq!(record.insert_bank(bank(&other, 1)).await.unwrap().version, 1);
    assert_eq!(record.bank_version(&other, 2).await.unwrap(), None);
}

pub(super) async fn a_refused_bank_leaves_nothing(record: &dyn Record) {
    let name = fresh_name("refused");
    let mut same_id_twice = bank(&name, 3);
    same_id_twice.items[2].item_id = "item-0".into();
    let mut not_a_number = bank(&name, 3);
    not_a_number.items[2].four_parameters.difficulty = f64::NAN;
    let mut infinite = bank(&name, 3);
    infinite.items[2].four_parameters.guessing = f64::NEG_INFINITY;
    let mut with_nul = bank(&name, 3);
    with_nul.items[2].stem = Some("a\0b".into());

    for bank in [same_id_twice, not_a_number, infinite, with_nul] {
        assert_refused(&record.insert_bank(bank).await);
    }
    assert_eq!(record.latest_bank(&name).await.unwrap(), None);
    assert_eq!(record.insert_bank(bank(&name, 3)).await.unwrap().version, 1);
    assert_eq!(record.bank(BankId(i64::MAX)).await.unwrap(), None);
}
