//! Banks and tables that are in memory already, for those that need the same.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use irt_core::{BankTables, CatDesign, ItemBank};

/// The banks and tables in use, which it does not keep alive. Bank versions with the same numbers share one bank, and
/// exam types on the same bank with the same grid share its tables.
#[derive(Debug, Default)]
pub(crate) struct SharedTables {
    banks: Mutex<Vec<Weak<ItemBank>>>,
    tables: Mutex<Vec<Weak<BankTables>>>,
}

impl SharedTables {
    /// The bank with the numbers of this one that is in use, or else this one.
    pub(crate) fn bank(&self, bank: ItemBank) -> Arc<ItemBank> {
        // Comparing large banks takes a while, in which the list is not locked.
        let in_use: Vec<Arc<ItemBank>> = live(&mut self.banks.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(same) = in_use.into_iter().find(|other| other.is_identical(&bank)) {
            return same;
        }
        let bank = Arc::new(bank);
        self.banks.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&bank));
        bank
    }

    /// The tables of a bank on the grid of a design.
    pub(crate) fn tables(&self, bank: &Arc<ItemBank>, design: &CatDesign) -> Arc<BankTables> {
        let mut known = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let fits =
            |tables: &Arc<BankTables>| Arc::ptr_eq(tables.bank(), bank) && tables.quadrature() == design.quadrature();
        if let Some(same) = live(&mut known).into_iter().find(fits) {
            return same;
        }
        let tables = Arc::new(BankTables::new(Arc::clone(bank), design));
        known.push(Arc::downgrade(&tables));
        tables
    }
}

/// What is still in use of a list. The rest leaves the list.
fn live<T>(known: &mut Vec<Weak<T>>) -> Vec<Arc<T>> {
    let mut in_use = Vec::with_capacity(known.len());
    known.retain(|weak| weak.upgrade().map(|item| in_use.push(item)).is_some());
    in_use
}

#[cfg(test)]
mod tests {
    use irt_core::{AdaptiveTest, CatSpec, FourPl, Item, Metric, QuadratureSpec, SelectionRule};

    use super::*;

    fn bank(b: f64) -> ItemBank {
        let item = Item::new("q", FourPl::two_pl(1.0, b).unwrap()).unwrap();
        ItemBank::new(Metric::LOGISTIC, vec![item]).unwrap()
    }

    fn design(rule: SelectionRule, nodes: u32) -> CatDesign {
        let mut spec = CatSpec::default();
        spec.selection.rule = rule;
        spec.quadrature = Some(QuadratureSpec { lower: -4.0, upper: 4.0, nodes });
        CatDesign::new(spec).unwrap()
    }

    #[test]
    fn bank_versions_with_the_same_numbers_share_one_bank() {
        let shared = SharedTables::default();
        let first = shared.bank(bank(0.5));
        assert!(Arc::ptr_eq(&first, &shared.bank(bank(0.5))));
        assert!(!Arc::ptr_eq(&first, &shared.bank(bank(0.6))));
    }

    #[test]
    fn exam_types_on_one_bank_with_one_grid_share_its_tables() {
        let shared = SharedTables::default();
        let bank = shared.bank(bank(0.5));
        let test = |rule, nodes| {
            let design = design(rule, nodes);
            AdaptiveTest::with_tables(shared.tables(&bank, &design), design).unwrap()
        };
        let (first, second) = (test(SelectionRule::Klp, 33), test(SelectionRule::Mepv, 33));
        assert!(Arc::ptr_eq(first.tables(), second.tables()));
        assert!(!Arc::ptr_eq(first.tables(), test(SelectionRule::Klp, 65).tables()));
    }

    #[test]
    fn what_nobody_uses_any_more_is_not_kept() {
        let shared = SharedTables::default();
        let bank = shared.bank(bank(0.5));
        let weak = Arc::downgrade(&shared.tables(&bank, &design(SelectionRule::Klp, 33)));
        assert!(weak.upgrade().is_none());
        let weak = Arc::downgrade(&bank);
        drop(bank);
        assert!(weak.upgrade().is_none());
    }
}
