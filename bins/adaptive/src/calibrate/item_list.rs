//! The items of a calibration, from the arguments and the files that they name.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, anyhow, bail};
use calibration::{CalibrationItem, ItemRole};
use irt_core::{FourPl, Item, ItemBank, ItemModel, MAX_CATEGORIES, Metric, ModelName, PartialCredit};

use super::examinee_values::two_columns;
use super::item_columns;
use crate::args::{CalibrateArguments, NameList, ResponsesArguments};
use crate::bank::bank_file;
use crate::bank::bank_text::BankText;
use crate::source::Source;

/// The items of a calibration.
pub(super) struct ItemList {
    /// In the order of the columns of the responses; those of the bank without a column follow.
    pub(super) items: Vec<CalibrationItem>,
    /// The same items as the reader of responses needs them.
    pub(super) readable: ItemBank,
    /// The bank; empty without one.
    pub(super) file: BankText,
    /// How the responses are read.
    pub(super) reading: ResponsesArguments,
}

/// What the arguments say of items.
struct Sources {
    model: Option<ModelName>,
    models: HashMap<String, ModelName>,
    listed: Vec<String>,
    bank: HashMap<String, ItemModel>,
    of_bank: Vec<String>,
    free: HashSet<String>,
}

impl ItemList {
    pub(super) fn from_arguments(arguments: &CalibrateArguments) -> anyhow::Result<Self> {
        if arguments.reading.key && arguments.bank.is_none() {
            bail!("--key needs the keys of a bank: give --bank, and the items to be estimated with --free");
        }
        let (sources, file) = Sources::read(arguments)?;
        let mut reading = arguments.reading.clone();
        let order = sources.order(arguments, &mut reading)?;
        let items: Vec<CalibrationItem> =
            order.into_iter().map(|id| sources.item(id)).collect::<anyhow::Result<_>>()?;
        let readable: Vec<Item> = items.iter().map(readable).collect::<anyhow::Result<_>>()?;
        if readable.is_empty() {
            bail!("{}: there is no column of an item", arguments.responses);
        }
        let readable = ItemBank::new(Metric::LOGISTIC, readable).with_context(|| arguments.responses.to_string())?;
        Ok(Self { items, readable, file, reading })
    }
}

impl Sources {
    fn read(arguments: &CalibrateArguments) -> anyhow::Result<(Self, BankText)> {
        let (models, listed) = models(arguments.models.as_ref())?;
        let (file, bank, of_bank) = match &arguments.bank {
            Some(source) => {
                let file = BankText::read(source)?;
                let bank = bank_file::bank_of(&file, Metric::LOGISTIC)?;
                let ids = bank.items().map(|item| item.id.as_str().to_owned()).collect();
                let models = bank.items().map(|item| (item.id.as_str().to_owned(), item.model)).collect();
                (file, models, ids)
            }
            None => (BankText { source: arguments.responses.clone(), text: Vec::new() }, HashMap::new(), Vec::new()),
        };
        let free = arguments.free.iter().flat_map(|NameList(names)| names.iter().cloned()).collect();
        Ok((Self { model: arguments.model, models, listed, bank, of_bank, free }, file))
    }

    fn is_known(&self, id: &str) -> bool {
        self.bank.contains_key(id) || self.models.contains_key(id) || self.free.contains(id)
    }

    /// The items in the order of the responses, then the others of the bank.
    fn order(&self, arguments: &CalibrateArguments, reading: &mut ResponsesArguments) -> anyhow::Result<Vec<String>> {
        let all_columns = match &reading.long {
            Some(columns) => item_columns::of_long(&arguments.responses, &columns.item, reading)?,
            None => {
                let found = item_columns::of_wide(&arguments.responses, reading)?;
                if reading.id_column.is_none() && arguments.bank.is_none() {
                    reading.id_column = found.id.filter(|id| !id.is_empty() && !self.is_known(id));
                }
                found.items
            }
        };
        // With a model for all items and no bank, every column is an item. Otherwise the items are listed.
        let takes_all = self.model.is_some() && self.bank.is_empty();
        let mut order: Vec<String> = all_columns.into_iter().filter(|id| takes_all || self.is_known(id)).collect();
        let present: HashSet<String> = order.iter().cloned().collect();
        let named = self.free.iter().map(|id| (id, "--free")).chain(self.listed.iter().map(|id| (id, "--models")));
        let mut absent: Vec<_> = named.filter(|(id, _)| !present.contains(*id)).collect();
        absent.sort_unstable();
        if let Some((id, flag)) = absent.first() {
            bail!("{}: there is no response to item {id:?}, which {flag} names", arguments.responses);
        }
        order.extend(self.of_bank.iter().filter(|id| !present.contains(*id)).cloned());
        Ok(order)
    }

    fn item(&self, id: String) -> anyhow::Result<CalibrationItem> {
        let in_bank = self.bank.get(&id);
        if let Some(model) = in_bank.filter(|_| !self.free.contains(&id)) {
            if self.models.contains_key(&id) {
                bail!("item {id:?} is in --models and fixed by --bank; to estimate it, name it with --free");
            }
            return Ok(CalibrationItem { id, role: ItemRole::Fixed(model.clone()) });
        }
        let named = self.models.get(&id).copied().or_else(|| in_bank.map(ItemModel::name)).or(self.model);
        let model = named.ok_or_else(|| anyhow!("item {id:?} has no model: give --model, or list it in --models"))?;
        let categories = in_bank.filter(|item| item.name() == model).map(ItemModel::categories);
        Ok(CalibrationItem { id, role: ItemRole::Free { model, categories } })
    }
}

/// The models in a file, and its items in order.
fn models(source: Option<&Source>) -> anyhow::Result<(HashMap<String, ModelName>, Vec<String>)> {
    let (mut models, mut listed) = (HashMap::new(), Vec::new());
    let Some(source) = source else { return Ok((models, listed)) };
    for (line, id, name) in two_columns(source, ["item_id", "model"])? {
        let model = ModelName::from_name(&name)
            .map_err(|error| anyhow!("{source}: line {line}, column \"model\": {name:?} {error}"))?;
        if models.insert(id.clone(), model).is_some() {
            bail!("{source}: line {line}: item {id:?} is there twice");
        }
        listed.push(id);
    }
    Ok((models, listed))
}

/// An item with as many categories as the reader may find.
fn readable(item: &CalibrationItem) -> anyhow::Result<Item> {
    let model: ItemModel = match &item.role {
        ItemRole::Fixed(model) => model.clone(),
        ItemRole::Free { model, .. } if model.is_dichotomous() => FourPl::two_pl(1.0, 0.0)?.into(),
        ItemRole::Free { categories, .. } => {
            let categories = categories.unwrap_or(MAX_CATEGORIES);
            PartialCredit::new(&vec![0.0; usize::from(categories) - 1])?.into()
        }
    };
    Item::new(&item.id, model).with_context(|| format!("item {:?}", item.id))
}
