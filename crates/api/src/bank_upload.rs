//! A bank file that comes as a part of a form, perhaps with pictures, as `curl -F file=@bank.csv -F assets=@fig.png` sends it.

use std::collections::BTreeMap;
use std::fmt::Display;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use exam::{AssetFile, MAX_ASSET_BYTES, MAX_ASSETS};
use futures_util::StreamExt as _;

use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::problem::Problem;

/// The media type of a form with files.
pub(crate) const MEDIA_TYPE: &str = "multipart/form-data";
/// The part with the bank file.
const FILE: &str = "file";
/// The parts with the pictures of the bank.
const ASSETS: &str = "assets";
/// The most bytes of a field.
const MAX_FIELD_BYTES: usize = 1024;

/// A bank file with the pictures to which its texts refer.
#[derive(Default)]
pub(crate) struct BankForm {
    pub(crate) file: Bytes,
    pub(crate) assets: Vec<AssetFile>,
    /// The short texts of a form of a page, by their names.
    pub(crate) fields: BTreeMap<String, String>,
}

/// The problem of what is no scaling constant, as it is shown.
pub(crate) fn no_scaling_constant(shown: &dyn Display, reason: &dyn Display) -> Problem {
    Problem::new(Code::InvalidValue, format!("scaling_constant is {shown}: {reason}")).with_field("scaling_constant")
}

/// Reads a form with a bank file, and perhaps pictures, together of at most this number of bytes; and the fields of these names.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Payload,
    limit: usize,
    names: &[&str],
) -> Result<BankForm, Problem> {
    let mut parts = Multipart::new(headers, body);
    let (mut file, mut assets, mut left) = (None, Vec::new(), limit);
    let mut fields = BTreeMap::new();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| malformed(&error))?;
        match part.name() {
            Some(FILE) if file.is_none() => {
                let detail = || format!("a bank file has at most {limit} bytes, with its assets");
                let content = content_of(part, left, detail).await?;
                left -= content.len();
                file = Some(content);
            }
            // A browser sends an empty part where no picture is chosen.
            Some(ASSETS) if has_no_file(&part) && !names.is_empty() => {
                content_of(part, 0, || format!("{ASSETS}: a part has no file name")).await?;
            }
            Some(ASSETS) if assets.len() < MAX_ASSETS => {
                let asset = asset_of(part, left).await?;
                left -= asset.content.len();
                assets.push(asset);
            }
            Some(name) if names.contains(&name) => {
                let (name, detail) = (name.to_owned(), || "a field of the form is too long".to_owned());
                let content = content_of(part, MAX_FIELD_BYTES, detail).await?;
                fields.insert(name, String::from_utf8_lossy(&content).into_owned());
            }
            name => return Err(unexpected(name.unwrap_or(""))),
        }
    }
    match file {
        Some(file) => Ok(BankForm { file, assets, fields }),
        None => {
            let detail = format!("{FILE}: the form has no part `{FILE}` with the bank file");
            Err(Problem::new(Code::InvalidValue, detail).with_field(FILE))
        }
    }
}

fn has_no_file(part: &Field) -> bool {
    part.content_disposition().and_then(|disposition| disposition.get_filename()).is_none_or(str::is_empty)
}

async fn asset_of(part: Field, left: usize) -> Result<AssetFile, Problem> {
    let name = part.content_disposition().and_then(|disposition| disposition.get_filename()).map(str::to_owned);
    let Some(name) = name else {
        let detail = format!("{ASSETS}: a part has no file name, by which the texts of the bank refer to it");
        return Err(Problem::new(Code::InvalidValue, detail).with_field(ASSETS));
    };
    let detail = || {
        let name = value_excerpt(&name);
        format!("asset {name:?} has more than {MAX_ASSET_BYTES} bytes, or the bank with its assets is too large")
    };
    let content = content_of(part, left.min(MAX_ASSET_BYTES), detail).await?.to_vec();
    Ok(AssetFile { name, content })
}

async fn content_of(part: Field, limit: usize, too_large: impl Fn() -> String) -> Result<Bytes, Problem> {
    let read = to_bytes_limited(BodyStream::new(part), limit).await;
    let read = read.map_err(|_| Problem::new(Code::BodyTooLarge, too_large()))?;
    read.map_err(|error| Problem::new(Code::MalformedBody, error.to_string()))
}

fn unexpected(name: &str) -> Problem {
    let detail = format!(
        "{name}: the form has one part with the bank file, `{FILE}`, and at most {MAX_ASSETS} with its pictures, `{ASSETS}`"
    );
    Problem::new(Code::InvalidValue, detail).with_field(value_excerpt(name))
}

fn malformed(error: &MultipartError) -> Problem {
    Problem::new(Code::MalformedBody, format!("the form cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;
    use actix_web::test::TestRequest;

    use super::*;

    /// What is read of a form with these parts, by name and text; else the status and the problem.
    async fn form(parts: &[(&str, &str)]) -> Result<BankForm, (u16, String)> {
        let part = |(name, text): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"bank.csv\"\r\n\r\n{text}\r\n")
        };
        raw(format!("{}--b--\r\n", parts.iter().map(part).collect::<String>())).await
    }

    async fn raw(body: String) -> Result<BankForm, (u16, String)> {
        let request = TestRequest::default().insert_header(("content-type", "multipart/form-data; boundary=b"));
        let (request, payload) = request.set_payload(body).to_http_parts();
        let read = read(request.headers(), payload, 20, &[]).await;
        read.map_err(|problem| (problem.status_code().as_u16(), problem.to_string()))
    }

    #[actix_web::test]
    async fn the_file_of_a_form_is_read() {
        let read = form(&[("file", "item_id,model\r\nq1")]).await.unwrap();
        assert_eq!((read.file.as_ref(), read.assets.len()), (b"item_id,model\r\nq1".as_slice(), 0));
    }

    #[actix_web::test]
    async fn pictures_come_with_the_names_of_their_files() {
        let read = form(&[("assets", "one"), ("file", "bank"), ("assets", "two")]).await.unwrap();
        let assets: Vec<_> = read.assets.iter().map(|asset| (asset.name.as_str(), asset.content.as_slice())).collect();
        assert_eq!(assets, [("bank.csv", b"one".as_slice()), ("bank.csv", b"two")]);
        assert_eq!(read.file, "bank");
        let nameless = "--b\r\nContent-Disposition: form-data; name=\"assets\"\r\n\r\nx\r\n--b--\r\n";
        let (status, problem) = raw(nameless.to_owned()).await.err().unwrap();
        assert!(status == 422 && problem.contains("assets"), "{problem}");
        assert_eq!(form(&[("file", "0123456789"), ("assets", "0123456789x")]).await.err().unwrap().0, 413);
    }

    #[actix_web::test]
    async fn a_form_with_other_parts_or_without_a_file_is_refused() {
        for (parts, part) in [(&[("bank", "x")][..], "bank"), (&[("file", "x"), ("file", "y")], "file"), (&[], "file")]
        {
            let (status, problem) = form(parts).await.err().unwrap();
            assert!(status == 422 || (parts.is_empty() && status == 400), "{status} {problem}");
            assert!(problem.contains(part) || status == 400, "{problem}");
        }
        assert_eq!(form(&[("file", &"x".repeat(21))]).await.err().unwrap().0, 413);
        assert_eq!(
            raw("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx".to_owned()).await.err().unwrap().0,
            400
        );
    }
}
