-- Stores values, each if what is stored under its key is as expected.
-- KEYS: the keys of the sessions.
-- ARGV: for each key the value; its time to live in milliseconds; 'any', 'absent', or how a value of the revision that
-- must be stored goes on after its first byte.
-- Reply: for each key 1 when stored; else the stored revision as text, nil when there is no readable value; a list of
-- one text when the server refused, which is the error.

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

-- The revision of the values that go on like this after their first byte.
local function revision_after(start)
  return revision_of((string.byte(start, 1) == 0x22 and '{' or '\129') .. start)
end

local call, sub = redis.pcall, string.sub

local function save(key, value, ttl, expected)
  if expected == 'absent' then
    local stored = call('GET', key)
    if stored then
      return stored.err and { stored.err } or revision_of(stored)
    end
  elseif expected ~= 'any' then
    -- Comparing the start settles nearly every save, at a fraction of what reading the revision takes. Redis takes a
    -- text as an argument faster than a number; no start is longer than this.
    local head = call('GETRANGE', key, '1', '30')
    if head.err then
      return { head.err }
    elseif sub(head, 1, #expected) ~= expected then
      local stored = call('GET', key)
      local revision = stored and revision_of(stored)
      if not revision or revision ~= revision_after(expected) then
        return revision
      end
    end
  end
  local left = call('PTTL', key)
  if left > tonumber(ttl) then
    ttl = left
  end
  local set = call('SET', key, value, 'PX', ttl)
  return set.err and { set.err } or 1
end

local replies = {}
for place, key in ipairs(KEYS) do
  local last = 3 * place
  replies[place] = save(key, ARGV[last - 2], ARGV[last - 1], ARGV[last])
end
return replies
