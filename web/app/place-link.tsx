import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Place } from './navigation.ts';

interface Props {
  readonly place: Place;
  readonly className: string;
  readonly children: ReactNode;
}

/** A link of the navigation; the router marks the one that is open. */
export function PlaceLink({ place, className, children }: Props) {
  if ('href' in place) {
    return (
      <a href={place.href} className={className}>
        {children}
      </a>
    );
  }
  return (
    <Link to={place.to} className={className} activeOptions={{ exact: place.to === '/' }}>
      {children}
    </Link>
  );
}
