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

}  // namespace

Result<LogPage> read_log_page(fs::path const& file, int lines, std::optional<std::string> const& before) {
    if (lines < 1 || lines > ServicesLogs::most_lines)
        return invalid("logs.invalid_lines", "Between 1 and 1000 lines can be asked for.", "/lines");
    Descriptor const log(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status {};
    if (!log || ::fstat(log.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return not_found("logs.missing", "There is no log of this service yet.");

    auto end = static_cast<std::int64_t>(status.st_size);
    auto const inode = static_cast<std::int64_t>(status.st_ino);
    if (before) {
        auto const cursor = Cursor::parse(*before);
        if (!cursor) return invalid("logs.invalid_cursor", "This is no cursor of a log page.", "/before");
        if (cursor->inode != inode || cursor->offset > end)
            return conflict("logs.cursor_expired", "The log was rotated; start again at its end.", "/before");
        end = cursor->offset;
    }

    auto const [text, text_start] = read_back(log.get(), end, lines);
    LogPage page;
    auto rest = std::string_view(text);
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
        if (line_end == std::string_view::npos) break;
        rest = rest.substr(0, line_end);
    }
    std::reverse(page.lines.begin(), page.lines.end());
    auto const offset = text_start + static_cast<std::int64_t>(first);
    if (offset > 0 && !page.lines.empty()) page.before = Cursor{inode, offset}.text();
    return page;
}

}  // namespace mailapp::agent
