DROP TABLE entry_uses;
DROP TABLE page_secrets;
