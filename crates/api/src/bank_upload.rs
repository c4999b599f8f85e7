//! A bank file that comes as a part of a form, as `curl -F file=@bank.csv` sends it.

use actix_multipart::{Multipart, MultipartError};
use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;
use futures_util::StreamExt as _;

use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::problem::Problem;

/// The media type of a form with files.
pub(crate) const MEDIA_TYPE: &str = "multipart/form-data";
/// The part with the bank file.
const PART: &str = "file";

/// Reads the bank file of a form, which has no other part.
pub(crate) async fn read(headers: &HeaderMap, body: Payload, limit: usize) -> Result<Bytes, Problem> {
    let mut parts = Multipart::new(headers, body);
    let mut file = None;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| malformed(&error))?;
        let name = part.name().unwrap_or("").to_owned();
        if name != PART || file.is_some() {
            let detail = format!("{name}: the form has one part, the bank file as `{PART}`");
            return Err(Problem::new(Code::InvalidValue, detail).with_field(value_excerpt(&name)));
        }
        let read = to_bytes_limited(BodyStream::new(part), limit).await;
        let read =
            read.map_err(|_| Problem::new(Code::BodyTooLarge, format!("a bank file has at most {limit} bytes")))?;
        file = Some(read.map_err(|error| Problem::new(Code::MalformedBody, error.to_string()))?);
    }
    file.ok_or_else(|| {
        Problem::new(Code::InvalidValue, format!("{PART}: the form has no part `{PART}` with the bank file"))
            .with_field(PART)
    })
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
    async fn form(parts: &[(&str, &str)]) -> Result<Bytes, (u16, String)> {
        let part = |(name, text): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"bank.csv\"\r\n\r\n{text}\r\n")
        };
        raw(format!("{}--b--\r\n", parts.iter().map(part).collect::<String>())).await
    }

    async fn raw(body: String) -> Result<Bytes, (u16, String)> {
        let request = TestRequest::default().insert_header(("content-type", "multipart/form-data; boundary=b"));
        let (request, payload) = request.set_payload(body).to_http_parts();
        let read = read(request.headers(), payload, 20).await;
        read.map_err(|problem| (problem.status_code().as_u16(), problem.to_string()))
    }

    #[actix_web::test]
    async fn the_file_of_a_form_is_read() {
        assert_eq!(form(&[("file", "item_id,model\r\nq1")]).await.unwrap(), "item_id,model\r\nq1");
    }

    #[actix_web::test]
    async fn a_form_with_other_parts_or_without_a_file_is_refused() {
        for (parts, part) in [(&[("bank", "x")][..], "bank"), (&[("file", "x"), ("file", "y")], "file"), (&[], "file")]
        {
            let (status, problem) = form(parts).await.unwrap_err();
            assert!(status == 422 || (parts.is_empty() && status == 400), "{status} {problem}");
            assert!(problem.contains(part) || status == 400, "{problem}");
        }
        assert_eq!(form(&[("file", &"x".repeat(21))]).await.unwrap_err().0, 413);
        assert_eq!(
            raw("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx".to_owned()).await.unwrap_err().0,
            400
        );
    }
}
