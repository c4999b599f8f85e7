//! Stratification by discrimination: the most discriminating items are kept for the end of the test.

use crate::bank::ItemBank;
use crate::design::{DesignCause, DesignError, StrataSpec};
use crate::identity::{ItemId, ItemIndex};
use crate::item_set::ItemSet;

/// Strata of the bank, the least discriminating first, and how long the test is.
///
/// # Reference
/// Chang and Ying (1999); blocks of difficulty: Chang, Qian and Ying (2001).
#[derive(Debug)]
pub(crate) struct Strata {
    members: Box<[ItemSet]>,
    test_len: usize,
}

impl Strata {
    /// Strata of equally many items, what is left over going into the last; with blocks every stratum gets one item of
    /// each block of neighbouring difficulty. Items that are barred are in none.
    pub(super) fn new(
        bank: &ItemBank,
        spec: StrataSpec,
        max_items: Option<u32>,
        barred: &ItemSet,
    ) -> Result<Self, DesignError> {
        let count = spec.count as usize;
        let mut ranked: Vec<Rank> = barred.absent().map(|item| Rank::new(bank, item)).collect::<Result<_, _>>()?;
        if spec.block_by_difficulty {
            ranked.sort_by(|one, other| one.b.total_cmp(&other.b));
            for block in ranked.chunks_mut(count) {
                block.sort_by(|one, other| one.a.total_cmp(&other.a));
            }
        } else {
            ranked.sort_by(|one, other| one.a.total_cmp(&other.a));
        }
        let size = (ranked.len() / count).max(1);
        let stratum = |place: usize| if spec.block_by_difficulty { place % count } else { place / size };
        let mut members: Box<[ItemSet]> = vec![ItemSet::new(bank.len()); count].into();
        for (place, rank) in ranked.iter().enumerate() {
            members[stratum(place).min(count - 1)].insert(rank.item);
        }
        Ok(Self { members, test_len: max_items.map_or(bank.len(), |items| items as usize) })
    }

    pub(super) const fn set_count(&self) -> usize {
        self.members.len()
    }

    /// The stratum for a position; where all its items are excluded the next that has one, or else the one before.
    pub(crate) fn at(&self, position: usize, excluded: &ItemSet) -> Option<&ItemSet> {
        let count = self.members.len();
        let due = (position * count / self.test_len).min(count - 1);
        let order = (due..count).chain((0..due).rev());
        order.map(|stratum| &self.members[stratum]).find(|items| !excluded.covers(items))
    }
}

struct Rank {
    item: ItemIndex,
    a: f64,
    b: f64,
}

impl Rank {
    fn new(bank: &ItemBank, item: ItemIndex) -> Result<Self, DesignError> {
        let Some(model) = bank.item(item).and_then(|item| item.four_pl()) else {
            let id = bank.id(item).map_or("", ItemId::as_str);
            return Err(DesignError::new("content.strata", id, DesignCause::NotDichotomous));
        };
        Ok(Self { item, a: model.a(), b: model.b() })
    }
}

#[cfg(all(test, feature = "serde"))]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::Strata;
    use crate::bank::{Item, ItemBank};
    use crate::design::StrataSpec;
    use crate::identity::ItemIndex;
    use crate::item_set::ItemSet;
    use crate::metric::Metric;
    use crate::models::FourPl;

    fn bank() -> (ItemBank, serde_json::Value) {
        let text = include_str!("../../tests/fixtures/start_content_exposure.json");
        let reference: serde_json::Value = serde_json::from_str(text).unwrap();
        let rows: Vec<[f64; 4]> = serde_json::from_value(reference["bank"].clone()).unwrap();
        let items = rows.iter().enumerate().map(|(place, [a, b, c, d])| {
            Item::new(&format!("i{place}"), FourPl::new(*a, *b, *c, *d).unwrap()).unwrap()
        });
        (ItemBank::new(Metric::LOGISTIC, items.collect()).unwrap(), reference)
    }

    fn strata(bank: &ItemBank, count: u32, block_by_difficulty: bool) -> Strata {
        Strata::new(bank, StrataSpec { count, block_by_difficulty }, Some(20), &ItemSet::new(bank.len())).unwrap()
    }

    #[test]
    fn strata_agree_with_the_reference() {
        let (bank, reference) = bank();
        let cases = reference["a_stratified"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let count = u32::try_from(case["K"].as_u64().unwrap()).unwrap();
            let strata = strata(&bank, count, false);
            for (item, stratum) in (0..).map(ItemIndex).zip(case["stratum"].as_array().unwrap()) {
                let found = strata.members.iter().position(|items| items.contains(item)).unwrap();
                assert_eq!(found as u64 + 1, stratum.as_u64().unwrap(), "item {item} of {count} strata");
            }
        }
    }

    #[test]
    fn with_blocks_every_stratum_has_items_of_all_difficulties() {
        let (bank, _) = bank();
        let mean = |items: &ItemSet, select: fn(&FourPl) -> f64| {
            let models = items.iter().map(|item| bank.item(item).unwrap().four_pl().unwrap());
            models.map(|model| select(&model)).sum::<f64>() / items.len() as f64
        };
        let strata = strata(&bank, 4, true);
        let difficulties: Vec<f64> = strata.members.iter().map(|items| mean(items, FourPl::b)).collect();
        let discriminations: Vec<f64> = strata.members.iter().map(|items| mean(items, FourPl::a)).collect();
        assert!(difficulties.iter().all(|b| (b - difficulties[0]).abs() < 0.1), "{difficulties:?}");
        assert!(discriminations.is_sorted(), "{discriminations:?}");
    }

    #[test]
    fn an_exhausted_stratum_gives_way_to_the_next() {
        let (bank, _) = bank();
        let strata = strata(&bank, 4, false);
        let place = |position, excluded: &ItemSet| {
            let found = strata.at(position, excluded).unwrap();
            strata.members.iter().position(|items| items == found).unwrap()
        };
        let nothing = ItemSet::new(bank.len());
        assert_eq!([0, 4, 5, 10, 19, 40].map(|position| place(position, &nothing)), [0, 0, 1, 2, 3, 3]);
        assert_eq!([place(0, &strata.members[0]), place(19, &strata.members[3])], [1, 2]);
    }
}
