-- Stores a value if what is stored is as expected.
-- KEYS[1]: the session's key.
-- ARGV: the value; its time to live in milliseconds; 'any', 'absent' or the revision that must be stored; with a
-- revision, how a value that has it goes on after its first byte, and how many bytes that is.
-- Reply: 1 when stored; else the stored revision as text, nil when there is no readable value.

-- A value starts with its revision, so nothing behind it is parsed: it may be long, and of types Lua cannot unpack.
local function revision_of(value)
  local first = string.byte(value, 1)
  if first == nil or first < 0x80 then
    local digits = string.match(value, '^{"revision":(%d+),')
    if digits then
      return digits
    end
    -- JSON may also have been written by hand, with its fields in another order.
    local readable, content = pcall(cjson.decode, value)
    return readable and type(content) == 'table' and type(content.revision) == 'number'
      and string.format('%.0f', content.revision)
  end
  -- The head of a map is one byte with up to 15 fields, else three.
  local name = first == 0xde and 4 or 2
  if string.sub(value, name, name + 8) ~= '\168revision' then
    return false
  end
  local readable, _, revision = pcall(cmsgpack.unpack_one, value, name + 8)
  return readable and type(revision) == 'number' and string.format('%.0f', revision)
end

local call, key, ttl, expected = redis.call, KEYS[1], ARGV[2], ARGV[3]
if expected == 'absent' then
  local stored = call('GET', key)
  if stored then
    return revision_of(stored)
  end
-- Comparing the start settles nearly every save, at a fraction of what reading the revision takes. Redis takes a
-- text as an argument faster than a number.
elseif expected ~= 'any' and call('GETRANGE', key, '1', ARGV[5]) ~= ARGV[4] then
  local stored = call('GET', key)
  if not stored then
    return false
  end
  local revision = revision_of(stored)
  if revision ~= expected then
    return revision
  end
end

local left = call('PTTL', key)
if left > tonumber(ttl) then
  ttl = left
end
call('SET', key, ARGV[1], 'PX', ttl)
return 1
