//! The item bank as a value.

use super::checks::{check_size, check_unique};
use super::item::{BankItem, Item};
use super::polytomous::PolytomousItems;
use super::problem::{BankError, ProblemList};
use crate::identity::{ItemId, ItemIndex};
use crate::metric::Metric;
use crate::models::curve::Curve;
use crate::models::item_curve::ItemCurve;
use crate::models::{FourPl, ItemModel, ModelName, usable_theta};

/// The calibrated items of a test, and the metric of their parameters.
///
/// Has at least one item; ids are unique; never changes. Share it by [`Arc`](std::sync::Arc). Items of all models may be
/// in one bank. The parameters of the items stand beside each other, those of a dichotomous item in 32 bytes, so that a scan reads
/// contiguous memory and a look at one item touches one cache line. Polytomous items take about 150 bytes and 32 for each
/// category besides. No function panics on an index that belongs to another bank.
///
/// ```
/// use irt_core::{FourPl, Item, ItemBank, Metric};
///
/// let items = vec![Item::new("easy", FourPl::one_pl(-1.0)?)?, Item::new("hard", FourPl::one_pl(1.5)?)?];
/// let bank = ItemBank::new(Metric::LOGISTIC, items)?;
/// let hard = bank.index_of("hard").unwrap();
/// assert_eq!(bank.item(hard).unwrap().four_pl().unwrap().b(), 1.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ItemBank {
    metric: Metric,
    ids: Box<[ItemId]>,
    names: Box<[ModelName]>,
    content: Box<[Option<Box<str>>]>,
    /// `a`, `b`, `c` and `d` of the dichotomous items; the place of a polytomous item holds 0, 0, 0 and 1, which have no
    /// information.
    parameters: Box<[[f64; 4]]>,
    polytomous: PolytomousItems,
    /// Every index once, in the order of the ids: the id index, without a hash seed to draw.
    by_id: Box<[ItemIndex]>,
}

impl ItemBank {
    /// A bank of these items, in this order.
    ///
    /// # Errors
    /// [`BankError`] when there is no item, an id is repeated, or there are more than `u32::MAX` items.
    pub fn new(metric: Metric, items: Vec<Item>) -> Result<Self, BankError> {
        let mut problems = ProblemList::default();
        check_size(items.len(), &mut problems);
        check_unique(&items, &mut problems);
        problems.into_result()?;
        Ok(Self::from_checked(metric, items))
    }

    pub(super) fn from_checked(metric: Metric, items: Vec<Item>) -> Self {
        let parameters = items.iter().map(|item| match &item.model {
            ItemModel::FourPl(model) => [model.a(), model.b(), model.c(), model.d()],
            _ => [0.0, 0.0, 0.0, 1.0],
        });
        let parameters = parameters.collect();
        let polytomous = PolytomousItems::new(metric, &items);
        let names = items.iter().map(|item| item.model.name()).collect();
        let (ids, content): (Vec<ItemId>, Vec<Option<Box<str>>>) =
            items.into_iter().map(|item| (item.id, item.content.map(String::into_boxed_str))).unzip();
        let mut by_id: Vec<ItemIndex> = (0..ids.len() as u32).map(ItemIndex).collect();
        by_id.sort_unstable_by_key(|index| &ids[index.as_usize()]);
        let (ids, content, by_id) = (ids.into(), content.into(), by_id.into());
        Self { metric, ids, names, content, parameters, polytomous, by_id }
    }

    /// How many items there are, at least one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Always false: a bank without items cannot be made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// About how many bytes the bank takes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let texts = |place: usize| self.ids[place].as_str().len() + self.content[place].as_deref().map_or(0, str::len);
        let columns = size_of::<ItemId>() + size_of::<ModelName>() + size_of::<Option<Box<str>>>();
        let each = columns + size_of::<[f64; 4]>() + size_of::<ItemIndex>();
        self.len() * each + (0..self.len()).map(texts).sum::<usize>() + self.polytomous.memory_bytes()
    }

    /// Whether the numbers of the other bank are the same to the bit, and its ids and content areas the same: results are
    /// then the same too.
    #[must_use]
    pub fn is_identical(&self, other: &Self) -> bool {
        let bits =
            |item: BankItem<'_>| item.model.parameters().into_iter().map(|(name, value)| (name, value.to_bits()));
        self == other && self.items().zip(other.items()).all(|(one, other)| bits(one).eq(bits(other)))
    }

    /// The metric of the item parameters.
    #[must_use]
    pub const fn metric(&self) -> Metric {
        self.metric
    }

    /// The position of the item that has this id.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<ItemIndex> {
        let found = self.by_id.binary_search_by(|index| self.ids[index.as_usize()].as_str().cmp(id));
        found.ok().map(|place| self.by_id[place])
    }

    /// The id of the item at this position; `None` beyond the end.
    #[must_use]
    pub fn id(&self, index: ItemIndex) -> Option<&ItemId> {
        self.ids.get(index.as_usize())
    }

    /// Whether the index is a position in this bank.
    #[must_use]
    pub fn contains(&self, index: ItemIndex) -> bool {
        index.as_usize() < self.len()
    }

    /// The item at this position; `None` beyond the end.
    #[must_use]
    pub fn item(&self, index: ItemIndex) -> Option<BankItem<'_>> {
        self.contains(index).then(|| self.item_at(index.as_usize()))
    }

    /// The items in the order of the bank.
    pub fn items(&self) -> impl ExactSizeIterator<Item = BankItem<'_>> {
        (0..self.len()).map(|place| self.item_at(place))
    }

    /// Whether all items are dichotomous.
    #[must_use]
    pub const fn is_dichotomous(&self) -> bool {
        self.polytomous.is_empty()
    }

    /// How many response categories the item at this position has; `None` beyond the end.
    #[must_use]
    pub fn categories(&self, index: ItemIndex) -> Option<u8> {
        self.contains(index).then(|| self.curve(index).categories() as u8)
    }

    /// Writes the probabilities of the categories of an item, the lowest first; false beyond the end of the bank.
    ///
    /// Fills as much of `room` as there are categories, and leaves the rest.
    pub fn category_probabilities(&self, index: ItemIndex, theta: f64, room: &mut [f64]) -> bool {
        let is_known = self.contains(index);
        if is_known {
            self.curve(index).probabilities(usable_theta(theta), room);
        }
        is_known
    }

    /// The Fisher information of the item at this position; `None` beyond the end.
    #[must_use]
    pub fn information(&self, index: ItemIndex, theta: f64) -> Option<f64> {
        self.contains(index).then(|| self.curve(index).information(usable_theta(theta)))
    }

    /// The response curves in the order of the bank.
    pub(crate) fn curves(&self) -> impl ExactSizeIterator<Item = ItemCurve<'_>> {
        (0..self.len()).map(|place| self.curve_at(place))
    }

    /// The response curve of an item that is known to be in the bank.
    #[inline]
    pub(crate) fn curve(&self, index: ItemIndex) -> ItemCurve<'_> {
        self.curve_at(index.as_usize())
    }

    #[inline]
    fn curve_at(&self, place: usize) -> ItemCurve<'_> {
        match self.polytomous.at(place) {
            None => ItemCurve::Dichotomous(Curve::new(self.metric, self.parameters[place])),
            Some((_, curve)) => ItemCurve::Polytomous(curve),
        }
    }

    fn item_at(&self, place: usize) -> BankItem<'_> {
        let model = match self.polytomous.at(place) {
            None => ItemModel::FourPl(FourPl::from_checked(self.names[place], self.parameters[place])),
            Some((model, _)) => model.clone(),
        };
        let (id, content) = (&self.ids[place], self.content[place].as_deref());
        BankItem { index: ItemIndex(place as u32), id, model, content }
    }
}
