//! The pictures of item banks.

use std::fmt::Write as _;

use irt_core::Metric;
use persistence::{AssetRecord, BankId, BankSummary, NewAsset};

use super::ExamService;
use crate::access::Access;
use crate::asset_file::{AssetFile, PictureKind, checked_kinds};
use crate::bank_file::is_name;
use crate::error::ExamError;
use crate::permission;

/// A bank that was imported with its pictures.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedBank {
    /// The bank version.
    pub bank: BankSummary,
    /// The names of the pictures to which no text refers, in order.
    pub unused_assets: Vec<String>,
}

/// A picture of a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAsset {
    /// The name in the texts of the bank.
    pub name: String,
    /// Where it is found.
    pub address: String,
}

impl ExamService {
    /// Imports a bank file with the pictures to which its texts refer, as the next version of its name. Each picture gets an address that
    /// nobody can guess, also one that an earlier version has: an address of one version says nothing about another.
    ///
    /// # Errors
    /// Those of [`import_bank`](Self::import_bank), and [`ExamError::InvalidValue`] with the field `assets` for a file that cannot be kept.
    pub async fn import_bank_with_assets(
        &self,
        access: &Access,
        name: &str,
        csv: &[u8],
        metric: Metric,
        files: Vec<AssetFile>,
    ) -> Result<ImportedBank, ExamError> {
        access.require(&permission::IMPORT_BANK)?;
        let kinds = checked_kinds(&files)?;
        let names = files.iter().map(|file| file.name.clone()).collect();
        let read = self.read_bank(name, csv, metric, names).await?;
        let assets = files.into_iter().zip(kinds).map(|(file, kind)| self.new_asset(file, kind));
        let assets = assets.collect::<Result<Vec<_>, _>>()?;
        let bank = if assets.is_empty() {
            self.record().insert_bank(read.bank).await?
        } else {
            self.record().insert_bank_with_assets(read.bank, assets).await?
        };
        Ok(ImportedBank { bank, unused_assets: read.unused_assets })
    }

    /// The picture with this name in addresses. Whoever knows the name may see it.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn asset(&self, public_name: &str) -> Result<Option<AssetRecord>, ExamError> {
        Ok(if is_name(public_name) { self.record().asset(public_name).await? } else { None })
    }

    /// The pictures of a bank version, by name.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn bank_assets(&self, access: &Access, bank: BankId) -> Result<Vec<BankAsset>, ExamError> {
        access.require(&permission::READ_BANK)?;
        let path = self.exams().asset_path();
        let names = self.record().asset_names(bank).await?.into_iter();
        let mut assets: Vec<_> = names
            .map(|asset| BankAsset { name: asset.name, address: format!("{path}{}", asset.public_name) })
            .collect();
        assets.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(assets)
    }

    fn new_asset(&self, file: AssetFile, kind: PictureKind) -> Result<NewAsset, ExamError> {
        let mut public_name = String::new();
        for byte in self.random_bytes::<16>()? {
            // Writing to a string cannot fail.
            let _ = write!(public_name, "{byte:02x}");
        }
        let public_name = format!("{public_name}.{}", kind.extension());
        Ok(NewAsset { name: file.name, public_name, media_type: kind.media_type().to_owned(), content: file.content })
    }
}
