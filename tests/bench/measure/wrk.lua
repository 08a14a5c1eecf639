-- Sends the requests of a file, one per line, in turn: for GET a line is a path, for POST a body.
-- wrk ... -s wrk.lua URL -- METHOD PATH FILE [PAUSE] [networks]
-- PAUSE: milliseconds that each connection waits between two requests, on average. networks: each request names
-- another network that it comes from.
local prepared, at = {}, 0
local pause = 0

function init(args)
  local method, path, file = args[1], args[2], args[3]
  pause = tonumber(args[4] or 0)
  math.randomseed(os.time())
  for line in io.lines(file) do
    if args[5] == "networks" then
      wrk.headers["X-Forwarded-For"] =
        string.format("%d.%d.%d.9", math.random(20, 120), math.random(0, 255), math.random(0, 255))
    end
    prepared[#prepared + 1] = method == "GET" and wrk.format(method, line) or wrk.format(method, path, nil, line)
  end
  if pause == 0 then delay = nil end
end

-- Not in step: connections that wait equally long would come at the same moment.
function delay()
  return math.random(0, 2 * pause)
end

function request()
  at = at % #prepared + 1
  return prepared[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
