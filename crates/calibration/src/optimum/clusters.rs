//! Items that share estimated parameters, and so have one M-step together.

use crate::likelihood::Problem;

/// Items with the places of all their parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cluster {
    pub(crate) items: Vec<usize>,
    pub(crate) places: Vec<usize>,
    /// The prior terms of these parameters.
    pub(crate) priors: Vec<usize>,
}

/// All clusters with estimated parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clusters(pub(crate) Vec<Cluster>);

impl Clusters {
    pub(crate) fn new(problem: &Problem) -> Self {
        let mut leader: Vec<usize> = (0..problem.items.len()).collect();
        let mut owner = vec![None; problem.size];
        for (item, plan) in problem.items.iter().enumerate() {
            for place in &plan.places {
                match owner[*place] {
                    None => owner[*place] = Some(item),
                    Some(first) => {
                        let (one, other) = (find(&leader, first), find(&leader, item));
                        leader[one.max(other)] = one.min(other);
                    }
                }
            }
        }
        let mut clusters: Vec<Cluster> = Vec::new();
        let mut number = vec![None; problem.items.len()];
        for (item, plan) in problem.items.iter().enumerate().filter(|(_, plan)| !plan.places.is_empty()) {
            let leader = find(&leader, item);
            let place = *number[leader].get_or_insert_with(|| {
                clusters.push(Cluster { items: Vec::new(), places: Vec::new(), priors: Vec::new() });
                clusters.len() - 1
            });
            clusters[place].items.push(item);
            clusters[place].places.extend(&plan.places);
        }
        let mut of_place = vec![None; problem.size];
        for (number, cluster) in clusters.iter_mut().enumerate() {
            cluster.places.sort_unstable();
            cluster.places.dedup();
            cluster.places.iter().for_each(|place| of_place[*place] = Some(number));
        }
        for (term, prior) in problem.priors.iter().enumerate() {
            if let Some(cluster) = prior.places().first().and_then(|place| of_place[*place]) {
                clusters[cluster].priors.push(term);
            }
        }
        Self(clusters)
    }
}

fn find(leader: &[usize], mut item: usize) -> usize {
    while leader[item] != item {
        item = leader[item];
    }
    item
}
