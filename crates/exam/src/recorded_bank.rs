//! The engine's bank, from the rows in which the record keeps it.

use std::collections::BTreeMap;

use irt_core::{FourPl, Item, ItemBank, ItemModel, Metric, ModelName, ParameterName};
use persistence::{BankRecord, FourParameters, ItemRecord};

/// The engine's bank from the rows of the record.
pub(crate) fn recorded_bank(record: &BankRecord) -> Result<ItemBank, String> {
    let metric = Metric::new(record.summary.scaling_constant).map_err(|e| e.to_string())?;
    let items = record.items.iter().map(item).collect::<Result<Vec<_>, String>>()?;
    ItemBank::new(metric, items).map_err(|e| e.to_string())
}

fn item(row: &ItemRecord) -> Result<Item, String> {
    let at_fault = |error: &dyn std::fmt::Display| format!("item {:?}: {error}", row.item_id);
    let name = ModelName::from_name(&row.model).map_err(|e| at_fault(&e))?;
    let model = match &row.parameters {
        None if !name.is_dichotomous() => return Err(at_fault(&"the parameters are missing")),
        None => {
            let FourParameters { discrimination, difficulty, guessing, upper_asymptote } = row.four_parameters;
            FourPl::with_name(name, discrimination, difficulty, guessing, upper_asymptote).map(ItemModel::from)
        }
        Some(json) => ItemModel::from_parameters(name, &named_parameters(json).map_err(|e| at_fault(&e))?),
    };
    let item = Item::new(&row.item_id, model.map_err(|e| at_fault(&e))?).map_err(|e| at_fault(&e))?;
    Ok(Item { content: row.content.clone(), ..item })
}

/// The parameters of a JSON object.
fn named_parameters(json: &str) -> Result<Vec<(ParameterName, f64)>, String> {
    let named: BTreeMap<String, f64> = serde_json::from_str(json).map_err(|e| e.to_string())?;
    let parameter = |(name, value): (String, f64)| match ParameterName::from_name(&name) {
        Some(name) => Ok((name, value)),
        None => Err(format!("{name:?} is not the name of a parameter")),
    };
    named.into_iter().map(parameter).collect()
}

#[cfg(test)]
mod tests {
    use irt_core::Metric;

    use super::item;
    use crate::bank_file::BankFile;

    const BANK: &str = "item_id,model,a,b,c,d,b1,b2,c1,c2,d1,d2,a1,a2\n\
        q1,3pl,1.1,0.1,0.2,,,,,,,,,\n\
        q2,grm,1.3,,,,-0.7,0.3333333333333333,,,,,,\n\
        q3,mgrm,0.9,0.2,,,,,0.5,-0.5,,,,\n\
        q4,pcm,,,,,0.4,-0.1,,,,,,\n\
        q5,gpcm,1.7,,,,1e-3,-0.1,,,,,,\n\
        q6,rsm,,-0.3,,,,,,,-0.6,0.6,,\n\
        q7,nrm,,,,,,,0.1,-0.2,,,0.8,1.5\n";

    #[test]
    fn items_of_every_model_come_back_from_their_rows() {
        let file = BankFile::from_csv(BANK.as_bytes(), Metric::LOGISTIC).unwrap();
        for (given, row) in file.bank.items().zip(&file.items) {
            assert_eq!(item(row).unwrap().model, given.model);
            assert_eq!(row.parameters.is_some(), given.model.categories() > 2);
        }
    }

    #[test]
    fn polytomous_rows_without_their_parameters_are_refused() {
        let mut row = BankFile::from_csv(BANK.as_bytes(), Metric::LOGISTIC).unwrap().items.remove(1);
        for damaged in [None, Some("{}"), Some("[1]"), Some("{\"x\":1.0}"), Some("{\"a\":1.0,\"b1\":0.0,\"b2\":-1.0}")]
        {
            row.parameters = damaged.map(str::to_owned);
            assert!(item(&row).is_err(), "{damaged:?}");
        }
    }
}
