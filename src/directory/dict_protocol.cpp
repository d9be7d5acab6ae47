#include "directory/dict_protocol.hpp"

#include "base/text.hpp"

namespace mailapp::directory {
namespace {

constexpr char escape_mark = '\001';

/// How many members a command has at least; nothing for an unknown letter.
std::optional<std::size_t> least_members(char letter) {
    switch (letter) {
        case 'H': return 5;
        case 'I':
        case 'S':
        case 'A':
        case 'T': return 3;
        case 'L':
        case 'U': return 2;
        case 'B':
        case 'C':
        case 'D':
        case 'R': return 1;
        default: return std::nullopt;
    }
}

std::optional<std::string> unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != escape_mark) {
            out += text[i];
            continue;
        }
        if (++i == text.size()) return std::nullopt;
        switch (text[i]) {
            case '0': out += '\0'; break;
            case '1': out += escape_mark; break;
            case 't': out += '\t'; break;
            case 'n': out += '\n'; break;
            case 'r': out += '\r'; break;
            default: return std::nullopt;
        }
    }
    return out;
}

}  // namespace

std::optional<DictCommand> parse_dict_command(std::string_view line) {
    if (line.empty()) return std::nullopt;
    auto const least = least_members(line.front());
    if (!least) return std::nullopt;
    DictCommand command;
    command.kind = static_cast<DictCommand::Kind>(line.front());
    for (auto const part : split(line.substr(1), '\t')) {
        auto member = unescape(part);
        if (!member) return std::nullopt;
        command.members.push_back(std::move(*member));
    }
    if (command.members.size() < *least) return std::nullopt;
    return command;
}

std::string dict_escape(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        switch (c) {
            case '\0': (out += escape_mark) += '0'; break;
            case escape_mark: (out += escape_mark) += '1'; break;
            case '\t': (out += escape_mark) += 't'; break;
            case '\n': (out += escape_mark) += 'n'; break;
            case '\r': (out += escape_mark) += 'r'; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace mailapp::directory
