-- Pictures to which the texts of a bank version refer. They do not change.
CREATE TABLE bank_assets (
    -- The name in addresses, which is random: whoever knows it may read the content.
    public_name TEXT PRIMARY KEY,
    -- Cascading, because programs that know no assets remove imports that broke off.
    bank_id BIGINT NOT NULL REFERENCES item_banks (id) ON DELETE CASCADE,
    -- The name in the texts of the bank.
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BYTEA NOT NULL,
    UNIQUE (bank_id, name)
);

-- The content is compressed already.
ALTER TABLE bank_assets ALTER COLUMN content SET STORAGE EXTERNAL;
