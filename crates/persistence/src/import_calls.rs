//! The import of banks, and the calls on their assets, written once and expanded for each database.

/// Implements the import of banks and the trait of their assets.
///
/// The module that expands this has the macros `read!` and `change!`, which run a query on a connection of the record, `queries` and
/// `units`, and the record has `insert_bank_rows`.
macro_rules! implement_imports {
    ($record:ty) => {
        use $crate::model::AssetRow;
        use $crate::rows::{AssetName, AssetRecord, NewAsset};

        #[async_trait::async_trait]
        impl $crate::record::AssetsRecord for $record {
            async fn insert_bank_with_assets(
                &self,
                bank: NewBank,
                assets: Vec<NewAsset>,
            ) -> Result<BankSummary, RecordError> {
                Ok(self.insert(bank, assets).await?.into())
            }

            async fn asset_names(&self, bank: BankId) -> Result<Vec<AssetName>, RecordError> {
                read!(self, |conn| queries::asset_names(conn, bank.0))
            }

            async fn asset(&self, public_name: &str) -> Result<Option<AssetRecord>, RecordError> {
                let public_name = public_name.to_owned();
                read!(self, |conn| queries::asset(conn, &public_name))
            }
        }

        impl $record {
            /// Inserts a bank in a task of its own, so that an import ends, well or by being removed, even if its caller does not
            /// wait.
            async fn insert(&self, bank: NewBank, assets: Vec<NewAsset>) -> Result<BankRow, RecordError> {
                let record = self.clone();
                let import = tokio::spawn(async move {
                    // The rows of a large bank take a while, in which the thread of the caller would stand still.
                    let rows = tokio::task::spawn_blocking(move || model::new_bank(bank)).await;
                    let (bank, items) = rows.map_err(|error| RecordError::Database(error.into()))??;
                    record.import(bank, items, assets).await
                });
                import.await.map_err(|error| RecordError::Database(error.into()))?
            }

            /// Inserts a bank: in one transaction, or, if it is large or has assets, in pieces between which others write. Nobody finds it
            /// before it is complete.
            async fn import(
                &self,
                bank: NewBankRow,
                mut items: Vec<ItemRow>,
                assets: Vec<NewAsset>,
            ) -> Result<BankRow, RecordError> {
                if items.len() <= units::ITEMS_AT_A_TIME && assets.is_empty() {
                    return self.insert_bank_rows(bank, items).await;
                }
                self.remove_broken_imports(&bank).await?;
                let draft = self.insert_bank_rows(bank.draft(), Vec::new()).await?;
                let (id, count) = (draft.id, draft.item_count());
                let imported = async {
                    while !items.is_empty() {
                        let rest = items.split_off(items.len().min(units::ITEMS_AT_A_TIME));
                        let piece = std::mem::replace(&mut items, rest);
                        change!(self, |conn| units::insert_items(conn, id, piece))?;
                        fail_points::fail_point!("import_piece_committed");
                    }
                    for asset in assets {
                        let row = AssetRow::new(id, asset);
                        change!(self, |conn| queries::insert_asset(conn, &row))?;
                    }
                    let name = bank.name;
                    change!(self, |conn| units::publish_bank(conn, id, &name))
                };
                let imported = imported.await;
                if imported.is_err() {
                    // What cannot be removed now is removed by a later import.
                    drop(self.remove_import(id, count).await);
                }
                imported
            }

            /// Removes what imports have left that broke off long ago, with the process that made them.
            async fn remove_broken_imports(&self, bank: &NewBankRow) -> Result<(), RecordError> {
                let before = bank.long_before();
                for broken in read!(self, |conn| queries::broken_imports(conn, before))? {
                    self.remove_import(broken.id, broken.item_count()).await?;
                }
                Ok(())
            }

            async fn remove_import(&self, id: i64, item_count: i32) -> Result<(), RecordError> {
                let piece = i64::try_from(units::ITEMS_AT_A_TIME).unwrap_or(i64::MAX);
                let mut below = 0;
                while below < i64::from(item_count) {
                    below += piece;
                    change!(self, |conn| queries::delete_items(conn, id, below))?;
                }
                change!(self, |conn| queries::delete_draft(conn, id))?;
                Ok(())
            }
        }
    };
}
pub(crate) use implement_imports;
