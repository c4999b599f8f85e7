//! The pictures of banks.

use super::refusal::assert_refused;
use super::samples::{DELICATE_TEXT, bank, fresh_name};
use crate::record::Record;
use crate::rows::{AssetName, AssetRecord, NewAsset};

fn asset(name: &str, content: Vec<u8>) -> NewAsset {
    NewAsset { name: name.into(), public_name: fresh_name(name), media_type: "image/png".into(), content }
}

async fn is_kept(record: &dyn Record, items: usize) {
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let assets = [asset(DELICATE_TEXT, bytes), asset("a.png", vec![0]), asset("empty", vec![])];
    let new = bank(&fresh_name("illustrated"), items);
    let first = record.insert_bank_with_assets(new.clone(), assets.to_vec()).await.unwrap();
    assert_eq!(record.bank(first.id).await.unwrap().unwrap().items, new.items);
    assert_eq!(record.latest_bank(&new.name).await.unwrap().as_ref(), Some(&first));
    for NewAsset { public_name, media_type, content, .. } in assets.clone() {
        let kept = record.asset(&public_name).await.unwrap();
        assert_eq!(kept, Some(AssetRecord { media_type, content }));
    }
    let names = |assets: &[NewAsset]| {
        let named = assets.iter().map(|asset| (asset.name.clone(), asset.public_name.clone()));
        let mut names: Vec<_> = named.map(|(name, public_name)| AssetName { name, public_name }).collect();
        names.sort_by(|one, other| one.name.cmp(&other.name));
        names
    };
    let mut kept = record.asset_names(first.id).await.unwrap();
    // Databases differ in the order of texts.
    kept.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(kept, names(&assets));

    let next = [asset("a.png", vec![1])];
    let second = record.insert_bank_with_assets(new.clone(), next.to_vec()).await.unwrap();
    assert_eq!((second.version, record.asset_names(second.id).await.unwrap()), (2, names(&next)));
    let plain = record.insert_bank(new).await.unwrap();
    assert_eq!((plain.version, record.asset_names(plain.id).await.unwrap()), (3, vec![]));
}

pub(super) async fn a_bank_has_its_assets(record: &dyn Record) {
    is_kept(record, 3).await;
    assert_eq!(record.asset("nothing").await.unwrap(), None);
}

pub(super) async fn a_large_bank_has_its_assets(record: &dyn Record) {
    is_kept(record, 2_500).await;
}

pub(super) async fn a_bank_whose_assets_are_refused_leaves_nothing(record: &dyn Record) {
    let new = bank(&fresh_name("refused"), 2);
    let one = asset("a.png", vec![1]);
    let same_name = NewAsset { public_name: fresh_name("b"), ..one.clone() };
    let same_address = NewAsset { name: "b.png".into(), ..one.clone() };
    for other in [same_name, same_address] {
        let refused = record.insert_bank_with_assets(new.clone(), vec![one.clone(), other]).await;
        assert_refused(&refused);
        assert_eq!(record.latest_bank(&new.name).await.unwrap(), None);
        assert_eq!(record.asset(&one.public_name).await.unwrap(), None);
    }
    record.insert_bank_with_assets(new, vec![one]).await.unwrap();
}
