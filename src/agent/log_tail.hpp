#pragma once

#include "agent/verbs.hpp"
#include "base/error.hpp"
#include "base/file.hpp"

#include <optional>
#include <string>

namespace mailapp::agent {

/// At most `lines` whole lines from the end of a file, or from before a cursor that an earlier page gave.
/// Reads backwards and a bounded part only; lines longer than 8 KiB are cut. Errors: logs.missing;
/// logs.invalid_cursor; logs.cursor_expired when the file was replaced since.
Result<LogPage> read_log_page(fs::path const& file, int lines, std::optional<std::string> const& before);

/// The first lines behind a cursor, ended ones only. Goes on where a rotated file (".1") ends; begins the
/// present one when the cursor's file is gone. Errors: logs.missing, logs.invalid_cursor.
Result<LogPage> read_log_after(fs::path const& file, int lines, std::string const& after);

}  // namespace mailapp::agent
