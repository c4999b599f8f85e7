//! Pictures that are uploaded with a bank.

use std::collections::BTreeSet;

use crate::bank_file::is_name;
use crate::error::ExamError;

/// The most pictures of a bank.
pub const MAX_ASSETS: usize = 500;
/// The largest picture, in bytes.
pub const MAX_ASSET_BYTES: usize = 2 * 1024 * 1024;

/// A picture that is uploaded with a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// The name of the file, by which texts refer to it.
    pub name: String,
    /// The bytes of the file.
    pub content: Vec<u8>,
}

/// The kinds of pictures that are taken: those that cannot carry a program into a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureKind {
    Png,
    Jpeg,
    Gif,
    Webp,
}

impl PictureKind {
    /// The kind that the first bytes of a file say.
    pub(crate) fn of(content: &[u8]) -> Option<Self> {
        match content {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The usual end of the names of such files.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }
}

/// The kinds of the files, where all of them can be kept.
///
/// # Errors
/// [`ExamError::InvalidValue`] names the file.
pub(crate) fn checked_kinds(files: &[AssetFile]) -> Result<Vec<PictureKind>, ExamError> {
    if files.len() > MAX_ASSETS {
        return Err(ExamError::invalid("assets", format!("{} files", files.len()), "a bank has at most 500 assets"));
    }
    let mut seen = BTreeSet::new();
    files.iter().map(|file| checked_kind(file, seen.insert(&file.name))).collect()
}

fn checked_kind(file: &AssetFile, is_first: bool) -> Result<PictureKind, ExamError> {
    let refused = |rule: &str| Err(ExamError::invalid("assets", format!("{:?}", file.name), rule));
    if !is_name(&file.name) {
        return refused("the name of an asset has 1 to 64 letters, digits, hyphens, underscores or full stops");
    }
    if !is_first {
        return refused("another asset has this name");
    }
    if file.content.len() > MAX_ASSET_BYTES {
        return refused("an asset has at most 2097152 bytes");
    }
    match PictureKind::of(&file.content) {
        Some(kind) => Ok(kind),
        None => refused("an asset is a picture: PNG, JPEG, GIF or WebP"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0";

    fn file(name: &str, content: &[u8]) -> AssetFile {
        AssetFile { name: name.to_owned(), content: content.to_vec() }
    }

    #[test]
    fn the_content_says_what_a_picture_is() {
        let pictures = [
            (PNG, PictureKind::Png),
            (b"\xff\xd8\xff\xe0", PictureKind::Jpeg),
            (b"GIF89a\0", PictureKind::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", PictureKind::Webp),
        ];
        for (content, kind) in pictures {
            assert_eq!(checked_kinds(&[file("a.txt", content)]).unwrap(), [kind]);
        }
        for content in
            [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"%PDF-1.7", b"RIFF\0\0\0\0WAVE"]
        {
            assert!(checked_kinds(&[file("a.png", content)]).is_err(), "{content:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_kept_is_named() {
        let large = [PNG, &vec![0; MAX_ASSET_BYTES]].concat();
        let faulty = [
            vec![file("a b.png", PNG)],
            vec![file("../a.png", PNG)],
            vec![file("", PNG)],
            vec![file("a.png", PNG), file("a.png", PNG)],
            vec![file("a.png", &large)],
            vec![file("a.png", PNG); MAX_ASSETS + 1],
        ];
        for files in faulty {
            match checked_kinds(&files) {
                Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, "assets"),
                other => panic!("{other:?}"),
            }
        }
    }
}
