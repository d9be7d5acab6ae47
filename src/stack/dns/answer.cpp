#include "stack/dns/answer.hpp"

#include <arpa/inet.h>

#include <array>

namespace mailapp::stack::dns {
namespace {

unsigned byte_at(std::string_view wire, std::size_t at) {
    return static_cast<unsigned char>(wire[at]);
}

int number_at(std::string_view wire, std::size_t at) {
    return static_cast<int>(byte_at(wire, at) << 8U | byte_at(wire, at + 1));
}

std::string escaped(unsigned byte) {
    auto digits = std::to_string(byte);
    return "\\" + std::string(3 - digits.size(), '0') + digits;
}

bool is_printable(unsigned byte) {
    return byte >= 0x20 && byte < 0x7f;
}

/// The whole of `wire` as one name of at most 255 octets.
std::optional<std::string> read_name(std::string_view wire) {
    constexpr std::size_t longest_name = 255;
    constexpr unsigned longest_label = 63;
    if (wire.size() > longest_name) return std::nullopt;
    std::string name;
    std::size_t at = 0;
    while (at < wire.size()) {
        auto const length = byte_at(wire, at);
        ++at;
        if (length == 0) return at == wire.size() ? std::optional(name) : std::nullopt;
        if (length > longest_label || at + length > wire.size()) return std::nullopt;
        if (!name.empty()) name += '.';
        for (auto const end = at + length; at < end; ++at) {
            auto const byte = byte_at(wire, at);
            if (byte == '.' || byte == '\\' || byte == '"') {
                name += '\\';
                name += static_cast<char>(byte);
            } else if (byte >= 'A' && byte <= 'Z') {
                name += static_cast<char>(byte - 'A' + 'a');
            } else if (is_printable(byte) && byte != ' ') {
                name += static_cast<char>(byte);
            } else {
                name += escaped(byte);
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> read_strings(std::string_view wire) {
    if (wire.empty()) return std::nullopt;
    std::string text;
    while (!wire.empty()) {
        std::size_t const length = byte_at(wire, 0);
        if (length + 1 > wire.size()) return std::nullopt;
        text += wire.substr(1, length);
        wire.remove_prefix(length + 1);
    }
    return text;
}

std::optional<std::string> read_address(int family, std::string_view wire) {
    if (wire.size() != (family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr))) return std::nullopt;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (::inet_ntop(family, wire.data(), text.data(), text.size()) == nullptr) return std::nullopt;
    return std::string(text.data());
}

}  // namespace

std::optional<Data> read_data(Type type, std::string_view wire) {
    Data data;
    auto const with = [&data](std::optional<std::string> text) -> std::optional<Data> {
        if (!text) return std::nullopt;
        data.text = std::move(*text);
        return data;
    };
    switch (type) {
        case Type::a: return with(read_address(AF_INET, wire));
        case Type::aaaa: return with(read_address(AF_INET6, wire));
        case Type::ptr: return with(read_name(wire));
        case Type::txt: return with(read_strings(wire));
        case Type::mx:
            if (wire.size() < 3) return std::nullopt;
            data.priority = number_at(wire, 0);
            return with(read_name(wire.substr(2)));
        case Type::srv:
            if (wire.size() < 7) return std::nullopt;
            data.priority = number_at(wire, 0);
            data.weight = number_at(wire, 2);
            data.port = number_at(wire, 4);
            return with(read_name(wire.substr(6)));
    }
    return std::nullopt;
}

std::string printable(std::string_view bytes, std::size_t longest) {
    std::string text;
    for (auto const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        auto const part = is_printable(byte) ? std::string(1, c) : escaped(byte);
        if (text.size() + part.size() > longest) return text + "…";
        text += part;
    }
    return text;
}

}  // namespace mailapp::stack::dns
