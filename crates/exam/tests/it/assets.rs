//! Banks with pictures.

use exam::{AssetFile, ExamError, ExamService, ImportedBank, StartExam, TextCause};
use irt_core::Metric;

use crate::fixture::{Fixture, PLATFORM, start_request};

const BANK: &str = "\
item_id,model,a,b,stem,key,format,option_A,option_B
q1,2pl,1.1,0.2,What is ![a curve](asset:fig1.png)?,A,markdown,![](<asset:b.gif>),(asset:fig1.png)
q2,2pl,1.1,0.3,What is (asset:fig9.png)?,A,plain,1,2
";

fn picture(name: &str, last: u8) -> AssetFile {
    AssetFile { name: name.to_owned(), content: [b"\x89PNG\r\n\x1a\n".as_slice(), &[last]].concat() }
}

async fn import(service: &ExamService, csv: &str, files: Vec<AssetFile>) -> Result<ImportedBank, ExamError> {
    service.import_bank_with_assets(&PLATFORM, "pictures", csv.as_bytes(), Metric::LOGISTIC, files).await
}

/// The addresses in the texts of the first item that a session shows.
async fn shown_addresses(fixture: &Fixture, service: &ExamService) -> Vec<String> {
    let definition = serde_json::json!({ "exam_type": "pictures", "bank": "pictures",
        "design": { "start": { "items": ["q1"] } } });
    fixture.service.import_exam_type(&PLATFORM, serde_json::from_value(definition).unwrap()).await.unwrap();
    let start = StartExam { examinee_id: None, ..start_request("pictures") };
    let item = service.start(&PLATFORM, start).await.unwrap().progress.item.unwrap();
    let texts = item.stem.into_iter().chain(item.options.into_iter().map(|option| option.text));
    let address = |text: String| {
        let start = text.find("/assets/").unwrap_or_else(|| panic!("{text}"));
        text[start..].trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
    };
    texts.map(address).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_are_shown_with_the_addresses_of_their_pictures() {
    let fixture = Fixture::new().await;
    let files = vec![picture("fig1.png", 1), picture("b.gif", 2), picture("spare.png", 3)];
    let imported = import(&fixture.service, BANK, files).await.unwrap();
    assert_eq!(imported.unused_assets, ["spare.png"]);
    let assets = fixture.service.bank_assets(&PLATFORM, imported.bank.id).await.unwrap();
    assert_eq!(assets.iter().map(|asset| asset.name.as_str()).collect::<Vec<_>>(), ["b.gif", "fig1.png", "spare.png"]);
    let [b, fig1, _] = assets.as_slice() else { panic!() };

    for service in [fixture.service.clone(), fixture.instance()] {
        let addresses = shown_addresses(&fixture, &service).await;
        assert_eq!(addresses, [&fig1.address, &b.address, &fig1.address].map(String::as_str));
    }
    let name = fig1.address.strip_prefix("/assets/").unwrap();
    assert_eq!(name.len(), 32 + ".png".len(), "128 random bits: {name}");
    let kept = fixture.instance().asset(name).await.unwrap().unwrap();
    assert_eq!((kept.media_type.as_str(), kept.content), ("image/png", picture("fig1.png", 1).content));
    assert!(b.address.ends_with(".png"), "the content says what it is: {}", b.address);
    for name in ["fig1.png", "", "../fig1.png", "a\0b", &"0".repeat(500)] {
        assert_eq!(fixture.service.asset(name).await.unwrap(), None, "{name}");
    }
    let stored = fixture.service.bank(&PLATFORM, "pictures", None).await.unwrap();
    assert_eq!(stored.items[0].stem.as_deref(), Some("What is ![a curve](asset:fig1.png)?"), "the file as it was");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_version_has_addresses_of_its_own() {
    let fixture = Fixture::new().await;
    let files = || vec![picture("fig1.png", 1), picture("b.gif", 2)];
    let mut addresses = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let imported = import(&fixture.service, BANK, files()).await.unwrap();
        let assets = fixture.service.bank_assets(&PLATFORM, imported.bank.id).await.unwrap();
        addresses.extend(assets.into_iter().map(|asset| asset.address));
    }
    assert_eq!(addresses.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn references_to_other_pictures_are_refused_by_row() {
    let fixture = Fixture::new().await;
    match import(&fixture.service, BANK, vec![picture("fig1.png", 1)]).await {
        Err(ExamError::InvalidBank(error)) => {
            let found: Vec<_> =
                error.texts.iter().map(|p| (p.row, p.column.as_str(), p.value.as_str(), p.cause)).collect();
            assert_eq!(found, [(2, "option_A", "b.gif", TextCause::UnknownAsset)]);
        }
        other => panic!("{other:?}"),
    }
    assert!(import(&fixture.service, BANK, Vec::new()).await.is_err());
    let plain = fixture.service.import_bank(&PLATFORM, "pictures", BANK.as_bytes(), Metric::LOGISTIC).await;
    assert!(matches!(plain, Err(ExamError::InvalidBank(_))), "{plain:?}");
    let svg = AssetFile { name: "fig1.png".into(), content: b"<svg onload='alert(1)'/>".to_vec() };
    match import(&fixture.service, BANK, vec![svg]).await {
        Err(ExamError::InvalidValue { field, value, .. }) => {
            assert_eq!((field.as_str(), value.as_str()), ("assets", "\"fig1.png\""));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fixture.service.bank_summary(&PLATFORM, "pictures").await.unwrap(), None);
}
