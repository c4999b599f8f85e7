//! The files of a blueprint.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use irt_core::ItemBank;
use test_assembly::{AttributeTable, Blueprint, BlueprintText, Column, RowSpec, rows_from_csv, with_length};

use crate::args::AssembleArguments;
use crate::source::Source;

/// Reads the blueprint for the items of a bank.
pub(super) fn blueprint(arguments: &AssembleArguments, bank: &ItemBank) -> anyhow::Result<Blueprint> {
    let source = &arguments.blueprint;
    let (rows, named) = rows(source)?;
    let attributes = arguments.attributes.clone().or(named.attributes);
    let items = match &attributes {
        Some(source) => {
            let table = AttributeTable::items_from_csv(&source.read()?).with_context(|| source.to_string())?;
            table.for_ids(bank.items().map(|item| item.id.as_str())).with_context(|| source.to_string())?
        }
        None => attributes_of_bank(bank)?,
    };
    let stimuli = match arguments.stimuli.as_ref().or(named.stimuli.as_ref()) {
        Some(source) => Some(AttributeTable::stimuli_from_csv(&source.read()?).with_context(|| source.to_string())?),
        None => None,
    };
    Blueprint::new(&rows, &items, stimuli.as_ref()).with_context(|| source.to_string())
}

/// The files that a blueprint names, beside it.
#[derive(Default)]
struct Named {
    attributes: Option<Source>,
    stimuli: Option<Source>,
}

fn rows(source: &Source) -> anyhow::Result<(Vec<RowSpec>, Named)> {
    let text = source.read()?;
    let is_toml = match source {
        Source::File(path) => path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")),
        Source::StandardInput => text.windows(10).any(|part| part == b"[blueprint"),
    };
    if !is_toml {
        return Ok((rows_from_csv(&text).with_context(|| source.to_string())?, Named::default()));
    }
    let text = String::from_utf8(text).map_err(|_| anyhow!("{source} is not UTF-8"))?;
    let blueprint = BlueprintText::from_toml(&text).with_context(|| source.to_string())?;
    let beside = |name: &String| match source {
        Source::File(path) => {
            Source::File(path.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name)))
        }
        Source::StandardInput => Source::File(name.into()),
    };
    let mut rows = blueprint.rows;
    if let Some(name) = &blueprint.constraints {
        let file = beside(name);
        rows.extend(rows_from_csv(&file.read()?).with_context(|| file.to_string())?);
    }
    let named = Named {
        attributes: blueprint.attributes.as_ref().map(beside),
        stimuli: blueprint.stimuli.as_ref().map(beside),
    };
    Ok((with_length(blueprint.length, rows), named))
}

/// What the bank itself says of its items.
fn attributes_of_bank(bank: &ItemBank) -> anyhow::Result<AttributeTable> {
    let ids: Vec<String> = bank.items().map(|item| item.id.as_str().to_owned()).collect();
    let content = bank.items().map(|item| Some(item.content.unwrap_or_default().to_owned())).collect();
    let models = bank.items().map(|item| Some(item.model.name().to_string())).collect();
    let names = ids.iter().cloned().map(Some).collect::<Vec<_>>();
    let columns = vec![
        ("id".to_owned(), Column::Texts(names.clone())),
        ("item_id".to_owned(), Column::Texts(names)),
        ("model".to_owned(), Column::Texts(models)),
        ("content".to_owned(), Column::Texts(content)),
    ];
    Ok(AttributeTable::new(ids, columns)?)
}
