-- Pictures to which the texts of a bank version refer. They do not change.
CREATE TABLE bank_assets (
    -- The name in addresses, which is random: whoever knows it may read the content.
    public_name TEXT NOT NULL PRIMARY KEY CHECK (instr(public_name, char(0)) = 0),
    -- Cascading, because programs that know no assets remove imports that broke off.
    bank_id INTEGER NOT NULL REFERENCES item_banks (id) ON DELETE CASCADE,
    -- The name in the texts of the bank.
    name TEXT NOT NULL CHECK (instr(name, char(0)) = 0),
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (bank_id, name)
) STRICT;
