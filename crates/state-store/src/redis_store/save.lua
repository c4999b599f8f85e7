-- Stores a value if what is stored is as expected.
-- KEYS[1]: the session's key.
-- ARGV: the value; its time to live in milliseconds; 'any', 'absent' or the revision that must be stored.
-- Reply: 1 when stored; else the stored revision as text, nil when there is no readable value.

local function revision_of(value)
  -- Values written by this program start with their revision: no need to parse what follows.
  local digits = string.match(value, '^{"revision":(%d+),')
  if digits then
    return digits
  end
  local read = string.byte(value, 1) == 123 and cjson.decode or cmsgpack.unpack
  local readable, content = pcall(read, value)
  if readable and type(content) == 'table' and type(content.revision) == 'number' then
    return string.format('%.0f', content.revision)
  end
  return false
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
