-- Stores a value if what is stored is as expected.
-- KEYS[1]: the session's key.
-- ARGV: the value; its time to live in milliseconds; 'any', 'absent' or the revision that must be stored.
-- Reply: 1 when stored; else the stored revision as text, nil when there is no readable value.

-- A value starts with its revision, so nothing behind it is parsed: it may be long, and of types Lua cannot unpack.
local function revision_in_messagepack(value)
  -- The head of a map is one byte with up to 15 fields, else three.
  local name = string.byte(value, 1) == 0xde and 4 or 2
  if string.sub(value, name, name + 8) ~= '\168revision' then
    return false
  end
  local readable, _, revision = pcall(cmsgpack.unpack_one, value, name + 8)
  return readable and type(revision) == 'number' and string.format('%.0f', revision)
end

-- JSON may also have been written by hand, with its fields in another order.
local function revision_in_json(value)
  local digits = string.match(value, '^{"revision":(%d+),')
  if digits then
    return digits
  end
  local readable, content = pcall(cjson.decode, value)
  return readable and type(content) == 'table' and type(content.revision) == 'number'
    and string.format('%.0f', content.revision)
end

local function revision_of(value)
  local first = string.byte(value, 1)
  if first == nil or first < 0x80 then
    return revision_in_json(value)
  end
  return revision_in_messagepack(value)
end

if ARGV[3] ~= 'any' then
  local stored = redis.call('GET', KEYS[1])
  if ARGV[3] == 'absent' then
    if stored then
      return revision_of(stored)
    end
  else
    local revision = stored and revision_of(stored)
    if revision ~= ARGV[3] then
      return revision
    end
  end
end

local left = redis.call('PTTL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', math.max(left, tonumber(ARGV[2])))
return 1
