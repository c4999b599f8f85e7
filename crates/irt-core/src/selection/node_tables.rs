//! What the quadrature criteria read: probabilities and informations of all items at the nodes.

use crate::{ItemBank, ItemIndex, Response, SelectionRule};

/// Tables on the quadrature nodes, made for the rules that read them.
///
/// Probabilities and their logarithms take `8 * nodes * categories` bytes an item each (528 for a dichotomous item on
/// 33 nodes), informations `8 * nodes` (264).
#[derive(Debug, Default)]
pub(crate) struct NodeTables {
    logarithms: Option<NodeTable>,
    probabilities: Option<NodeTable>,
    information: Option<NodeTable>,
}

/// Contiguous columns of as many numbers as nodes, those of an item beside each other.
#[derive(Debug)]
struct NodeTable {
    nodes: usize,
    values: Box<[f64]>,
    /// The first column of each item, in columns, and one past the last item's.
    first_columns: Box<[u32]>,
}

impl NodeTables {
    pub(crate) fn new(bank: &ItemBank, nodes: &[f64], rules: &[SelectionRule]) -> Self {
        let is_used = |wanted: &[SelectionRule]| rules.iter().any(|rule| wanted.contains(rule));
        let logarithms = rules.iter().any(|rule| reads_likelihood(*rule)).then(|| NodeTable::logarithms(bank, nodes));
        let probabilities = is_used(&[SelectionRule::Mepv, SelectionRule::Gdi, SelectionRule::Gdip]);
        let information = is_used(&[SelectionRule::Mlwi, SelectionRule::Mpwi]);
        Self {
            probabilities: logarithms.as_ref().filter(|_| probabilities).map(NodeTable::exponentials),
            information: information.then(|| NodeTable::information(bank, nodes)),
            logarithms,
        }
    }

    /// The logarithms of the probabilities of a response to an item; empty where the table was not asked for.
    pub(crate) fn logarithms(&self, item: ItemIndex, response: Response) -> &[f64] {
        let column =
            |table: &NodeTable| usize::from(response.0) * table.nodes..(usize::from(response.0) + 1) * table.nodes;
        self.logarithms.as_ref().map_or(&[], |table| &table.columns(item)[column(table)])
    }

    /// The probabilities of the categories of an item: one column for each; empty where the table was not asked for.
    pub(crate) fn probabilities(&self, item: ItemIndex) -> std::slice::ChunksExact<'_, f64> {
        let table = self.probabilities.as_ref();
        table.map_or_else(|| [].chunks_exact(1), |table| table.columns(item).chunks_exact(table.nodes))
    }

    /// The informations of an item; empty where the table was not asked for.
    pub(crate) fn information(&self, item: ItemIndex) -> &[f64] {
        self.information.as_ref().map_or(&[], |table| table.columns(item))
    }
}

/// Whether the rule weighs the nodes by the likelihood of the answers.
const fn reads_likelihood(rule: SelectionRule) -> bool {
    use SelectionRule::{Gdi, Gdip, Kl, Klp, Mepv, Mlwi, Mpwi};
    matches!(rule, Gdi | Gdip | Kl | Klp | Mepv | Mlwi | Mpwi)
}

impl NodeTable {
    fn logarithms(bank: &ItemBank, nodes: &[f64]) -> Self {
        Self::filled(bank, nodes.len(), |item, values| {
            let curve = bank.curve(item);
            for response in (0..bank.categories(item).unwrap_or(0)).map(Response) {
                values.extend(nodes.iter().map(|theta| curve.log_likelihood(response, *theta)));
            }
        })
    }

    fn exponentials(&self) -> Self {
        let values = self.values.iter().map(|logarithm| logarithm.exp()).collect();
        Self { nodes: self.nodes, values, first_columns: self.first_columns.clone() }
    }

    fn information(bank: &ItemBank, nodes: &[f64]) -> Self {
        Self::filled(bank, nodes.len(), |item, values| {
            let curve = bank.curve(item);
            values.extend(nodes.iter().map(|theta| curve.information(*theta)));
        })
    }

    fn filled(bank: &ItemBank, nodes: usize, mut fill: impl FnMut(ItemIndex, &mut Vec<f64>)) -> Self {
        let (mut values, mut first_columns) = (Vec::with_capacity(nodes * bank.len()), vec![0]);
        for item in (0..bank.len() as u32).map(ItemIndex) {
            fill(item, &mut values);
            first_columns.push((values.len() / nodes) as u32);
        }
        Self { nodes, values: values.into(), first_columns: first_columns.into() }
    }

    fn columns(&self, item: ItemIndex) -> &[f64] {
        let place = item.as_usize();
        &self.values
            [self.first_columns[place] as usize * self.nodes..self.first_columns[place + 1] as usize * self.nodes]
    }
}
