// The way of a box on the map: where somebody points, what has the focus and what was tapped stand out with all that
// they are joined to, and the rest fades. Without this file the map is as readable, and its boxes are links.

const begin = map => {
  const boxes = [...map.querySelectorAll("a, .kg-map__box")];
  const lines = [...map.querySelectorAll("[data-ends]")].map(path => [path, path.dataset.ends.split(" ").map(Number)]);
  let tapped = null;
  let isTouch = false;

  const light = box => {
    const number = boxes.indexOf(box);
    const joined = new Set([number]);
    for (const [path, ends] of lines) {
      const isOn = ends.includes(number);
      path.classList.toggle("is-on", isOn);
      if (isOn) ends.forEach(end => joined.add(end));
    }
    boxes.forEach((each, place) => each.classList.toggle("is-on", joined.has(place)));
    map.classList.toggle("is-lit", number >= 0);
  };
  const boxOf = event => event.target.closest("a, .kg-map__box");
  const focused = () => (map.contains(document.activeElement) ? document.activeElement : tapped);

  // Not at the drawing itself: browsers would let the Tab key stop there.
  const on = (name, act) => map.parentElement.addEventListener(name, event => map.contains(event.target) && act(event));

  on("mouseover", event => light(boxOf(event) ?? focused()));
  on("mouseout", () => light(focused()));
  on("focusin", event => light(boxOf(event)));
  on("focusout", () => light(null));
  on("pointerdown", event => {
    isTouch = event.pointerType === "touch";
  });
  // The first tap shows the way, the second opens the page.
  on("click", event => {
    const box = boxOf(event);
    if (isTouch && box && box !== tapped) event.preventDefault();
    tapped = isTouch ? box : null;
    if (isTouch) light(box);
    isTouch = false;
  });
};

document.querySelectorAll(".kg-map").forEach(begin);
