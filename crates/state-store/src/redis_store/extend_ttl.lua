-- Adds to the time a value is kept.
-- KEYS[1]: the session's key.
-- ARGV: the milliseconds to add; the greatest time to live.
-- Reply: the new time to live in milliseconds; -2 when nothing is stored, -1 when the value never expires.

local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  return left
end
local extended = math.min(left + tonumber(ARGV[1]), tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], extended)
return extended
