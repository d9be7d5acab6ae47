#include "stack/dovecot/render.hpp"
#include "stack/postfix/render.hpp"
#include "stack/redis/render.hpp"
#include "stack/rendered.hpp"
#include "stack/rspamd/render.hpp"
#include "stack/supervisor/render.hpp"

namespace mailapp::stack {

std::vector<RenderedFile> render_all(RenderSettings const& settings) {
    std::vector<RenderedFile> all;
    for (auto* const render :
         {postfix::render, dovecot::render, rspamd::render, redis::render, supervisor::render})
        for (auto& file : render(settings)) all.push_back(std::move(file));
    return all;
}

}  // namespace mailapp::stack
