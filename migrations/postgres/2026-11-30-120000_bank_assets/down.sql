DROP TABLE bank_assets;
