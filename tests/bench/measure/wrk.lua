-- Sends the requests of a file, one per line, in turn: for GET a line is a path, for POST a body.
-- wrk ... -s wrk.lua URL -- METHOD PATH FILE
local prepared, at = {}, 0

function init(args)
  local method, path, file = args[1], args[2], args[3]
  for line in io.lines(file) do
    prepared[#prepared + 1] = method == "GET" and wrk.format(method, line) or wrk.format(method, path, nil, line)
  end
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
