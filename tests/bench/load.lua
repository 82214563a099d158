-- SPDX-FileCopyrightText: 2026 The Objecta Console authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- wrk: requests of many tenants over the same connections, every answer checked. A request's id tells its tenant
-- and comes back with the answer: each name in the answer has to be one of that tenant's.
-- Arguments: the file with a line "slug token" a tenant, the method, the path, the port.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

-- Globals below are one thread's; done() reaches them through the thread.
right, wrong, first = 0, 0, ""
local requests, marks, turn, expected = {}, {}, 0, 200

function init(args)
  local method = args[2]
  expected = method == "POST" and 201 or 200
  for line in io.lines(args[1]) do
    local slug, token = line:match("(%S+) (%S+)")
    local body = method == "POST" and '{"name":"Bench of ' .. slug .. '"}' or nil
    marks[slug] = " of " .. slug .. '"'
    requests[#requests + 1] = wrk.format(method, args[3], {
      ["Host"] = slug .. ".localhost:" .. args[4],
      ["Authorization"] = "Bearer " .. token,
      ["X-Request-Id"] = slug,
      ["Content-Type"] = body and "application/json" or nil,
    }, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

local function count(text, what)
  local found, at = 0, 0
  repeat
    at = text:find(what, at + 1, true)
    found = found + (at and 1 or 0)
  until not at
  return found
end

function response(status, headers, body)
  local mark = marks[headers["X-Request-Id"]]
  local names = count(body, '"name":"')
  if status == expected and mark and names > 0 and count(body, mark) == names then
    right = right + 1
  else
    wrong = wrong + 1
    first = status .. " " .. body:sub(1, 300)
  end
end

function done()
  for _, thread in ipairs(threads) do
    io.write(string.format("CHECKED right=%d wrong=%d first=%s\n", thread:get("right"), thread:get("wrong"),
      thread:get("first")))
  end
end
