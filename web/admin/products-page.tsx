import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useProducts } from '../app/queries.ts';
import { useFormat } from '../ui/format.ts';
import { Failed, Loading } from '../ui/states.tsx';
import { AdminPage } from './admin-page.tsx';
import { EditProduct, NewProduct, type Product } from './product-dialog.tsx';
import { useText } from './text.ts';

/** The kinds of parent bags. */
export function ProductsPage() {
  const text = useText();
  const { data, error, refetch } = useProducts();
  const [editing, setEditing] = useState<Product | 'new' | null>(null);
  const close = () => setEditing(null);
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setEditing('new')}>
      {text.newProduct}
    </Button>
  );
  return (
    <AdminPage title={text.products} lead={text.productsLead} actions={add}>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={3} />}
      {data !== undefined && <Table products={data} onEdit={setEditing} />}
      {editing === 'new' && <NewProduct onClose={close} />}
      {editing !== null && editing !== 'new' && <EditProduct id={editing.id} onClose={close} />}
    </AdminPage>
  );
}

interface TableProps {
  readonly products: readonly Product[];
  readonly onEdit: (product: Product) => void;
}

function Table({ products, onEdit }: TableProps) {
  const text = useText();
  const format = useFormat();
  return (
    <div className="tt-table-scroll">
      <table className="tt-table">
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.pattern}</th>
            <th scope="col" data-end>
              {text.capacity}
            </th>
            <th scope="col" data-end>
              {text.unitWeight}
            </th>
            <th scope="col" data-end>
              {text.expectedWeight}
            </th>
          </tr>
        </thead>
        <tbody>
          {products.map((product) => (
            <tr key={product.id}>
              <td>
                <button type="button" className="tt-row-button" onClick={() => onEdit(product)}>
                  {product.name}
                </button>
              </td>
              <td>
                <span className="tt-code">{product.pattern}</span>
              </td>
              <td data-end data-label={text.capacity}>
                {format.number(product.capacity)}
              </td>
              <td data-end data-label={text.unitWeight}>
                {format.number(product.unitWeightKg)}
              </td>
              <td data-end data-label={text.expectedWeight}>
                {format.number(product.expectedWeightKg)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
