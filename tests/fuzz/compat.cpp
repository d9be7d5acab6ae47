// What clients of /api/v1 send: forms, JSON, and the loose values in them.
#include "compat/mailcow/loose.hpp"
#include "compat/mailcow/request_body.hpp"
#include "fuzz.hpp"

namespace {

using namespace mailapp::compat::mailcow;
using mailapp::fuzz::require;

void read_values(loose::Attributes const& attributes) {
    for (auto const& member : attributes.members()) {
        auto const name = std::string(member.key());
        (void)attributes.text(name);
        if (auto const word = attributes.word(name)) require(!word->empty());
        if (auto const number = attributes.number(name)) require(*number >= 0);
        if (auto const number = attributes.number_or_none(name)) require(*number >= 0);
        if (auto const state = attributes.state(name)) require(*state >= 0 && *state <= 2);
        (void)attributes.is_off(name);
        if (auto const bytes = attributes.mebibytes(name)) require(*bytes >= 0);
        (void)attributes.flag(name);
        (void)attributes.list(name);
    }
}

void read(std::string_view text, std::string_view type, BodyKind kind) {
    mailapp::http::RawRequest request;
    request.headers = {{"content-type", std::string(type)}};
    request.body = std::string(text);
    auto const body = read_body(request, kind);
    if (body.items && !body.number_lost) (void)to_items(*body.items);
    if (body.attributes && body.attributes->is_object())
        read_values(loose::Attributes(body.attributes->as_object()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    mailapp::fuzz::Input const input(data, size);
    auto const kind = static_cast<BodyKind>(input.choice / 2 % 3);
    read(input.text,
         input.choice % 2 == 0 ? "application/json" : "application/x-www-form-urlencoded; charset=utf-8",
         kind);
    return 0;
}
