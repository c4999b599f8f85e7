-- Stores values, each if what is stored under its key is as expected.
-- KEYS: the keys of the sessions.
-- ARGV: for each key the value; its time to live in milliseconds; 'any', 'absent', or how a value of the revision that
-- must be stored continues after its first byte.
-- Reply: the number of keys when all are stored. Else for each key 1 when stored; the stored revision as text, nil when
-- there is no readable value; a list of one text when the server refused, which is the error.

local KEYS, ARGV, call, sub = KEYS, ARGV, redis.pcall, string.sub

-- Nearly every save replaces what it expects. To store first, and to put back at once what should not have been
-- replaced, is one command less than to look first, and no client sees the state in between.
local unsettled
for place = 1, #KEYS do
  local last = 3 * place
  local key, ttl, expected = KEYS[place], ARGV[last - 1], ARGV[last]
  local settled = false
  if expected ~= 'any' and expected ~= 'absent' then
    local replaced = call('SET', key, ARGV[last - 2], 'KEEPTTL', 'GET')
    if not replaced then
      call('UNLINK', key)
    elseif not replaced.err then
      settled = sub(replaced, 2, #expected + 1) == expected
      if not settled then
        call('SET', key, replaced, 'KEEPTTL')
      elseif call('PEXPIRE', key, ttl, 'GT') ~= 1 and call('PTTL', key) < tonumber(ttl) then
        -- The value would stay for ever, or the server is older than the option.
        call('PEXPIRE', key, ttl)
      end
    end
  end
  if not settled then
    unsettled = unsettled or {}
    unsettled[place] = true
  end
end
if not unsettled then
  return #KEYS
end

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
  if sub(value, name, name + 8) ~= '\168revision' then
    return false
  end
  local readable, _, revision = pcall(cmsgpack.unpack_one, value, name + 8)
  return readable and type(revision) == 'number' and string.format('%.0f', revision)
end

-- The revision of the values that continue like this after their first byte.
local function revision_after(start)
  return revision_of((string.byte(start, 1) == 0x22 and '{' or '\129') .. start)
end

local function save(key, value, ttl, expected)
  if expected ~= 'any' then
    local stored = call('GET', key)
    if stored and stored.err then
      return { stored.err }
    end
    local revision = stored and revision_of(stored)
    local wanted = expected ~= 'absent' and revision_after(expected)
    if expected == 'absent' and stored or wanted and revision ~= wanted then
      return revision
    end
  end
  local left = call('PTTL', key)
  local set = call('SET', key, value, 'PX', left > tonumber(ttl) and left or ttl)
  return set.err and { set.err } or 1
end

local outcomes = {}
for place = 1, #KEYS do
  local last = 3 * place
  outcomes[place] = not unsettled[place] and 1 or save(KEYS[place], ARGV[last - 2], ARGV[last - 1], ARGV[last])
end
return outcomes
