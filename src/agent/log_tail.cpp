#include "agent/log_tail.hpp"

#include "base/descriptor.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace mailapp::agent {
namespace {

constexpr std::int64_t block = 65536;
constexpr std::int64_t longest_page = std::int64_t{4} * 1024 * 1024;
constexpr std::size_t longest_line = 8192;

/// "INODE-OFFSET": the offset where the page's first line begins, in the file that had this inode.
struct Cursor {
    std::int64_t inode = 0;
    std::int64_t offset = 0;

    std::string text() const { return std::to_string(inode) + "-" + std::to_string(offset); }

    static std::optional<Cursor> parse(std::string_view text) {
        auto const parts = split(text, '-');
        if (parts.size() != 2) return std::nullopt;
        auto const inode = parse_int(parts[0]);
        auto const offset = parse_int(parts[1]);
        if (!inode || !offset || *offset < 0) return std::nullopt;
        return Cursor{*inode, *offset};
    }
};

/// The bytes from `from` to `to`.
std::string read_range(int file, std::int64_t from, std::int64_t to) {
    std::string bytes(static_cast<std::size_t>(to - from), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        auto const got = ::pread(file, bytes.data() + have, bytes.size() - have,
                                 static_cast<off_t>(from) + static_cast<off_t>(have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category(), "cannot read a log");
        if (got == 0) break;  // it was cut meanwhile
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

/// Reads back from `end` until more than `lines` line ends, the start of the file or the limit is seen; gives
/// the text and where it starts.
std::pair<std::string, std::int64_t> read_back(int file, std::int64_t end, int lines) {
    std::string text;
    auto start = end;
    std::int64_t line_ends = 0;
    while (start > 0 && line_ends <= lines && end - start < longest_page) {
        auto const from = std::max<std::int64_t>(0, start - block);
        auto part = read_range(file, from, start);
        line_ends += std::count(part.begin(), part.end(), '\n');
        text.insert(0, part);
        start = from;
    }
    return {std::move(text), start};
}

/// An open log file; its size is that of the moment when it was opened.
struct OpenLog {
    Descriptor descriptor;
    std::int64_t inode = 0;
    std::int64_t size = 0;
};

std::optional<OpenLog> open_log(fs::path const& file) {
    OpenLog log{Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK))};
    struct stat status {};
    if (!log.descriptor || ::fstat(log.descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return std::nullopt;
    log.inode = static_cast<std::int64_t>(status.st_ino);
    log.size = static_cast<std::int64_t>(status.st_size);
    return log;
}

Error missing() {
    return not_found("logs.missing", "There is no log of this service yet.");
}

Error invalid_cursor(std::string field) {
    return invalid("logs.invalid_cursor", "This is no cursor of a log page.", std::move(field));
}

Error invalid_lines() {
    return invalid("logs.invalid_lines", "Between 1 and 1000 lines can be asked for.", "/lines");
}

bool is_count(int lines) {
    return lines >= 1 && lines <= ServicesLogs::most_lines;
}

/// Ended lines from an offset on; gives the offset behind them.
std::int64_t append_lines(OpenLog const& log, std::int64_t from, std::size_t most, LogPage& page) {
    auto const text = read_range(log.descriptor.get(), from, std::min(log.size, from + longest_page));
    std::size_t at = 0;
    while (page.lines.size() < most) {
        auto end = text.find('\n', at);
        // A line that fills the whole page is taken in pieces, or nothing would ever follow it.
        if (end == std::string::npos && at == 0 && text.size() == static_cast<std::size_t>(longest_page))
            end = text.size() - 1;
        if (end == std::string::npos) break;
        page.lines.push_back(text.substr(at, std::min(end - at, longest_line)));
        page.cursors.push_back(Cursor{log.inode, from + static_cast<std::int64_t>(at)}.text());
        at = end + 1;
    }
    return from + static_cast<std::int64_t>(at);
}

}  // namespace

Result<LogPage> read_log_after(fs::path const& file, int lines, std::string const& after) {
    if (!is_count(lines)) return invalid_lines();
    auto cursor = Cursor::parse(after);
    if (!cursor) return invalid_cursor("/after");
    auto const present = open_log(file);
    if (!present) return missing();
    auto const most = static_cast<std::size_t>(lines);
    LogPage page;
    if (cursor->inode != present->inode) {
        auto rotated = file;
        rotated += ".1";
        auto const old = open_log(rotated);
        if (old && old->inode == cursor->inode && cursor->offset <= old->size) {
            cursor->offset = append_lines(*old, cursor->offset, most, page);
            // It is not written any more: what has no end will get none.
            if (page.lines.size() == most) {
                page.after = cursor->text();
                return page;
            }
        }
        cursor = Cursor{present->inode, 0};
    }
    if (cursor->offset > present->size) cursor->offset = 0;  // it was emptied
    cursor->offset = append_lines(*present, cursor->offset, most, page);
    page.after = cursor->text();
    return page;
}

Result<LogPage> read_log_page(fs::path const& file, int lines, std::optional<std::string> const& before) {
    if (!is_count(lines)) return invalid_lines();
    auto const log = open_log(file);
    if (!log) return missing();
    auto end = log->size;
    if (before) {
        auto const cursor = Cursor::parse(*before);
        if (!cursor) return invalid_cursor("/before");
        if (cursor->inode != log->inode || cursor->offset > end)
            return conflict("logs.cursor_expired", "The log was rotated; start again at its end.", "/before");
        end = cursor->offset;
    }

    auto const [text, text_start] = read_back(log->descriptor.get(), end, lines);
    LogPage page;
    auto rest = std::string_view(text);
    // What is written behind these begins where they end; a line without an end is still being written.
    auto const ended = text.rfind('\n');
    auto const after = text_start + static_cast<std::int64_t>(ended == std::string::npos ? 0 : ended + 1);
    page.after = Cursor{log->inode, after}.text();
    if (rest.ends_with('\n')) rest.remove_suffix(1);
    auto first = rest.size();
    while (page.lines.size() < static_cast<std::size_t>(lines) && !text.empty()) {
        auto const line_end = rest.rfind('\n');
        bool const is_whole = line_end != std::string_view::npos || text_start == 0;
        // The oldest line may have begun before what was read; alone on its page it is shown cut.
        if (!is_whole && !page.lines.empty()) break;
        auto const line = line_end == std::string_view::npos ? rest : rest.substr(line_end + 1);
        first = rest.size() - line.size();
        page.lines.emplace_back(line.substr(0, longest_line));
        page.cursors.push_back(Cursor{log->inode, text_start + static_cast<std::int64_t>(first)}.text());
        if (line_end == std::string_view::npos) break;
        rest = rest.substr(0, line_end);
    }
    std::reverse(page.lines.begin(), page.lines.end());
    std::reverse(page.cursors.begin(), page.cursors.end());
    auto const offset = text_start + static_cast<std::int64_t>(first);
    if (offset > 0 && !page.lines.empty()) page.before = Cursor{log->inode, offset}.text();
    return page;
}

}  // namespace mailapp::agent
